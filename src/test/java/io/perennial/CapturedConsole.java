package io.perennial;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;

/**
 * Standard output and error of this process, with the loggers of Spark and others as {@code
 * conf/log4j2.properties} sets them, until it is closed.
 */
public final class CapturedConsole implements AutoCloseable {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final LoggerContext loggers = (LoggerContext) LogManager.getContext(false);
  private final URI before = loggers.getConfigLocation();

  public CapturedConsole() {
    PrintStream captured = new PrintStream(said, true, StandardCharsets.UTF_8);
    System.setOut(captured);
    System.setErr(captured);
    loggers.setConfigLocation(Path.of("conf/log4j2.properties").toAbsolutePath().toUri());
  }

  /** What was said since this was asked last. */
  public String take() {
    String text = said.toString(StandardCharsets.UTF_8);
    said.reset();
    return text;
  }

  @Override
  public void close() {
    System.setOut(out);
    System.setErr(err);
    loggers.setConfigLocation(before);
  }
}
