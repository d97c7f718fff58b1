package dev.bailiwick.policy;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.yaml.Similar;
import dev.bailiwick.yaml.YamlMap;
import dev.bailiwick.yaml.YamlScalar;
import java.time.Period;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Fields that several parts of a policy have in common. */
final class PolicyFields {
  static final long MAX_COUNT = 1_000_000_000_000L;
  static final Pattern COLUMN = Pattern.compile("[^\\p{Cntrl}]{1,200}");
  private static final Pattern PAPER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final Pattern EMAIL =
      Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,189}");
  private static final Pattern PERIOD =
      Pattern.compile(
          "P(?=[1-9])([1-9][0-9]{0,2}Y)?([1-9][0-9]{0,2}M)?([1-9][0-9]{0,2}W)?"
              + "([1-9][0-9]{0,3}D)?");

  private PolicyFields() {}

  /** The name of a rule, an exception or a grant. */
  static String paperId(YamlMap map) {
    return DocumentHeader.matching(
        map, "id", PAPER, "letters, digits, '.', '_' and '-', at most 63");
  }

  static String email(YamlMap map, String key) {
    return DocumentHeader.matching(map, key, EMAIL, "an e-mail address such as dpo@klinik.example");
  }

  static Set<String> emails(YamlMap map, String key) {
    Set<String> addresses = new HashSet<>();
    for (YamlScalar scalar : distinct(map, key)) {
      if (!EMAIL.matcher(scalar.text()).matches()) {
        throw scalar
            .place()
            .error(
                "'"
                    + key
                    + "' names '"
                    + scalar.text()
                    + "'; expected an e-mail address such as dpo@klinik.example.");
      }
      addresses.add(scalar.text());
    }
    return addresses;
  }

  /** A list of at least one name, such as of operators; an absent field gives none. */
  static Set<String> optionalNames(YamlMap map, String key) {
    return map.has(key) ? Set.copyOf(TableFields.names(map, key)) : Set.of();
  }

  static String optionalLine(YamlMap map, String key) {
    return map.has(key) ? TableFields.line(map, key) : "";
  }

  /** A length of time in days, weeks, months or years, above zero. */
  static Period period(YamlMap map, String key) {
    String text = map.string(key);
    if (PERIOD.matcher(text).matches()) {
      return Period.parse(text);
    }
    throw map.error(
        key, "'" + key + "' is '" + text + "'; expected a period such as P30D or P12M.");
  }

  static Use use(YamlScalar scalar) {
    return word(scalar, "use", Use::of, Stream.of(Use.values()).map(Use::id).toList());
  }

  static Set<Use> uses(YamlMap map, String key) {
    Set<Use> uses = EnumSet.noneOf(Use.class);
    distinct(map, key).forEach(scalar -> uses.add(use(scalar)));
    return uses;
  }

  static TransferClass transferClass(YamlScalar scalar) {
    List<String> known = Stream.of(TransferClass.values()).map(TransferClass::id).toList();
    return word(scalar, "transfer class", TransferClass::of, known);
  }

  /** Terms for categories of data. */
  static List<String> categories(YamlMap map, String key) {
    List<String> terms = new ArrayList<>();
    for (YamlScalar scalar : distinct(map, key)) {
      if (!CategoryTerms.isKnown(scalar.text())) {
        throw scalar.place().error(CategoryTerms.problem(scalar.text()));
      }
      terms.add(scalar.text());
    }
    return terms;
  }

  /** A list of at least one value, none of them twice. */
  static List<YamlScalar> distinct(YamlMap map, String key) {
    return distinct(map, key, map.scalars(key));
  }

  /** The same, or one value alone. */
  static List<YamlScalar> oneOrMore(YamlMap map, String key) {
    return distinct(map, key, map.scalarOrScalars(key));
  }

  /** What to say of a name that should be one of these. */
  static BailiwickException unknown(YamlScalar scalar, String what, Collection<String> known) {
    return scalar
        .place()
        .error(
            "unknown "
                + what
                + " '"
                + scalar.text()
                + "'"
                + Similar.hint(scalar.text(), known)
                + "; expected one of "
                + String.join(", ", known)
                + ".");
  }

  private static <T> T word(
      YamlScalar scalar, String what, Function<String, Optional<T>> of, List<String> known) {
    return of.apply(scalar.text()).orElseThrow(() -> unknown(scalar, what, known));
  }

  private static List<YamlScalar> distinct(YamlMap map, String key, List<YamlScalar> scalars) {
    if (scalars.isEmpty()) {
      throw map.error(key, "'" + key + "' is empty; name at least one.");
    }
    Set<String> seen = new HashSet<>();
    for (YamlScalar scalar : scalars) {
      if (!seen.add(scalar.text())) {
        throw scalar.place().error("'" + scalar.text() + "' is named twice; remove one.");
      }
    }
    return scalars;
  }
}
