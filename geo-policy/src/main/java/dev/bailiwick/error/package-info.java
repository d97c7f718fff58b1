/**
 * The one exception of the house and its codes. Entry: {@link
 * dev.bailiwick.error.BailiwickException}.
 */
@NullMarked
package dev.bailiwick.error;

import org.jspecify.annotations.NullMarked;
