package dev.bailiwick.spark.result;

import dev.bailiwick.spark.result.RunResult.LinkBytes;
import dev.bailiwick.spark.result.RunResult.SiteUsed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The sites on a ring, and between them what moved: a line is thicker the more bytes it carried.
 */
final class SitePlan {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 360;
  private static final double RING_X = 240;
  private static final double RING_Y = 115;
  private static final int RADIUS = 34;

  private SitePlan() {}

  static void draw(Markup page, List<SiteUsed> sites, List<LinkBytes> bytes) {
    Map<String, double[]> at = new LinkedHashMap<>();
    for (int i = 0; i < sites.size(); i++) {
      double angle = 2 * Math.PI * i / sites.size() - Math.PI / 2;
      at.put(
          sites.get(i).name(),
          new double[] {
            WIDTH / 2.0 + RING_X * Math.cos(angle), HEIGHT / 2.0 + RING_Y * Math.sin(angle)
          });
    }
    page.open("svg", "viewBox", "0 0 " + WIDTH + " " + HEIGHT, "role", "img", "class", "plan");
    page.leaf("title", "Sites and what moved between them");
    links(bytes).forEach((link, moved) -> line(page, at.get(link.a()), at.get(link.b()), moved));
    sites.forEach(site -> node(page, site, at.get(site.name())));
    page.end().line();
  }

  private record Link(String a, String b) implements Comparable<Link> {
    static Link of(String from, String to) {
      return from.compareTo(to) < 0 ? new Link(from, to) : new Link(to, from);
    }

    @Override
    public int compareTo(Link other) {
      return (a + '\0' + b).compareTo(other.a + '\0' + other.b);
    }
  }

  private static Map<Link, Long> links(List<LinkBytes> bytes) {
    Map<Link, Long> sums = new TreeMap<>();
    for (LinkBytes b : bytes) {
      if (!b.from().equals(b.to())) {
        sums.merge(Link.of(b.from(), b.to()), b.bytes(), Long::sum);
      }
    }
    return sums;
  }

  private static void line(Markup page, double[] a, double[] b, long moved) {
    if (a == null || b == null) {
      // The report draws the topology's sites; anything else stands in the table below.
      return;
    }
    page.empty(
        "line",
        "x1",
        pixel(a[0]),
        "y1",
        pixel(a[1]),
        "x2",
        pixel(b[0]),
        "y2",
        pixel(b[1]),
        "class",
        "link",
        "stroke-width",
        pixel(1 + Math.max(0, Math.log10((double) Math.max(1, moved)) - 2)));
    page.leaf(
        "text",
        Numbers.bytes(moved),
        "x",
        pixel((a[0] + b[0]) / 2),
        "y",
        pixel((a[1] + b[1]) / 2 - 6),
        "class",
        "small");
  }

  private static void node(Markup page, SiteUsed site, double[] at) {
    page.empty(
        "circle",
        "cx",
        pixel(at[0]),
        "cy",
        pixel(at[1]),
        "r",
        RADIUS,
        "class",
        site.coordinator() ? "site coordinator" : "site");
    page.leaf("text", site.name(), "x", pixel(at[0]), "y", pixel(at[1] - 2), "class", "name");
    page.leaf("text", site.location(), "x", pixel(at[0]), "y", pixel(at[1] + 14), "class", "small");
    page.leaf(
        "text",
        Numbers.count(site.rows()) + " rows" + (site.coordinator() ? " · coordinator" : ""),
        "x",
        pixel(at[0]),
        "y",
        pixel(at[1] + RADIUS + 16),
        "class",
        "small");
  }

  private static String pixel(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
