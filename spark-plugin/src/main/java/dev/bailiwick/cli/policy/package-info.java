/**
 * The commands about policies alone, for stewards and lawyers: no Spark session, no data. Each is a
 * subcommand of {@code bailiwick policy}; docs/policy-tools.md shows them. What they say is made in
 * {@code dev.bailiwick.policy}.
 */
@NullMarked
package dev.bailiwick.cli.policy;

import org.jspecify.annotations.NullMarked;
