@NullMarked
package dev.bailiwick.crypto;

import org.jspecify.annotations.NullMarked;
