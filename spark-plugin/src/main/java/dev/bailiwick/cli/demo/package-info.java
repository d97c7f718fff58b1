/**
 * What the demo trains on: made-up people of several countries, the policy that governs them, and
 * the job. Entry: {@link dev.bailiwick.cli.demo.DemoFiles}.
 */
@NullMarked
package dev.bailiwick.cli.demo;

import org.jspecify.annotations.NullMarked;
