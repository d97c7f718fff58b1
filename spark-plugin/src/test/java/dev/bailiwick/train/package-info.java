@NullMarked
package dev.bailiwick.train;

import org.jspecify.annotations.NullMarked;
