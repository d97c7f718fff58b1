/**
 * Sites in containers on networks of their own. Entry: {@code SiteNetworksIT}; docs/containers.md
 * says how to run it.
 */
@NullMarked
package dev.bailiwick.containers;

import org.jspecify.annotations.NullMarked;
