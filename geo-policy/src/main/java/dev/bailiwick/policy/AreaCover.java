package dev.bailiwick.policy;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Whether one area surely holds all that another one holds; in doubt it does not. */
final class AreaCover {
  private AreaCover() {}

  /** Read narrowly: whatever an allow of the inner area reaches, an allow of the outer one does. */
  static boolean narrow(Area inner, Area outer) {
    if (inner instanceof Area.Table table) {
      return outer instanceof Area.Anywhere || isSame(table, outer);
    }
    if (inner instanceof Area.Countries countries) {
      return outer instanceof Area.Anywhere
          || (outer instanceof Area.Countries others
              && countries.members().stream()
                  .allMatch(m -> others.members().stream().anyMatch(m::isInside)));
    }
    return inner.equals(outer);
  }

  /** Read widely: whatever an allow or deny of the inner area reaches, a deny of the outer does. */
  static boolean wide(Area inner, Area outer) {
    if (outer instanceof Area.Anywhere) {
      return true;
    }
    if (inner instanceof Area.Table table) {
      return isSame(table, outer);
    }
    if (inner instanceof Area.Countries countries) {
      return outer instanceof Area.Countries others
          && countries.members().stream()
              .allMatch(m -> others.members().stream().anyMatch(o -> isWhollyTouched(m, o)));
    }
    return inner.equals(outer);
  }

  /** A prohibition of California touches the United States, but not all of them. */
  private static boolean isWhollyTouched(Location inner, Location outer) {
    return inner.isInside(outer) || Countries.sovereign(inner.country()).equals(outer.code());
  }

  private static boolean isSame(Area.Table table, Area other) {
    return other instanceof Area.Table that
        && table.table().sha256().equals(that.table().sha256())
        && table.table().entries().equals(that.table().entries());
  }

  static boolean narrow(Collection<Area> inner, Collection<Area> outer) {
    return inner.stream().allMatch(i -> outer.stream().anyMatch(o -> narrow(i, o)));
  }

  static boolean wide(Collection<Area> inner, Collection<Area> outer) {
    return inner.stream().allMatch(i -> outer.stream().anyMatch(o -> wide(i, o)));
  }

  /** Whether all of these areas are among the others, as they are written. */
  static boolean among(List<Area> some, List<Area> others) {
    Set<String> names = new TreeSet<>();
    others.forEach(area -> names.add(area.toString()));
    return some.stream().allMatch(area -> names.contains(area.toString()));
  }
}
