package io.perennial.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.perennial.report.page.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The templates in {@code src/main/jte}, which the build turns into classes. */
final class Templates {
  /** What every page carries. */
  static final Page.Assets ASSETS =
      new Page.Assets(asset("report.css"), asset("echarts.min.js"), asset("report.js"));

  private static final TemplateEngine ENGINE =
      TemplateEngine.createPrecompiled(
          null,
          ContentType.Html,
          Templates.class.getClassLoader(),
          Templates.class.getPackageName() + ".templates");

  private Templates() {}

  static String write(Page page) {
    StringOutput output = new StringOutput(2 * page.assets().charts().length());
    ENGINE.render("page.jte", page, output);
    return output.toString();
  }

  private static String asset(String name) {
    try (InputStream in = Templates.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The job jar lacks " + name, e);
    }
  }
}
