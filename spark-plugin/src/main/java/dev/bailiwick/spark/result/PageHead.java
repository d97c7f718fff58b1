package dev.bailiwick.spark.result;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * What every page begins with: no script, no font, no image, and a content policy that forbids the
 * browser to load any.
 */
final class PageHead {
  private PageHead() {}

  /** Opens the page and its body. */
  static void open(Markup page, String title) {
    page.open("html", "lang", "en").line().open("head").line();
    page.empty("meta", "charset", "utf-8");
    page.empty(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; style-src 'unsafe-inline'");
    page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    page.leaf("title", title).line().style(css()).end().line();
    page.open("body").line();
  }

  /** Ends the body and the page. */
  static void close(Markup page) {
    page.end().line().end().line();
  }

  private static String css() {
    try (InputStream in = PageHead.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IllegalStateException("report.css is missing beside " + PageHead.class);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
