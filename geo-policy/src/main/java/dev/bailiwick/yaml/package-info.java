/**
 * Strict YAML with places: every value knows its {@code file:line:column}, and whatever is not
 * expected is an error that says where. Entry: {@link dev.bailiwick.yaml.YamlMap}.
 */
@NullMarked
package dev.bailiwick.yaml;

import org.jspecify.annotations.NullMarked;
