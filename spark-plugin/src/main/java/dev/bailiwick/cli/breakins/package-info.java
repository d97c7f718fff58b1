/**
 * Three attempts to get at rows where they may not be, that the demo makes against itself. Entry:
 * {@link dev.bailiwick.cli.breakins.BreakIns}.
 */
@NullMarked
package dev.bailiwick.cli.breakins;

import org.jspecify.annotations.NullMarked;
