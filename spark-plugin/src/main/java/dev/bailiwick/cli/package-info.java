/** The commands. Entry: {@link dev.bailiwick.cli.Main}. */
@NullMarked
package dev.bailiwick.cli;

import org.jspecify.annotations.NullMarked;
