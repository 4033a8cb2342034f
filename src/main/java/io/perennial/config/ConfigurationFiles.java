package io.perennial.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Reads HOCON files and the files they include, from any Hadoop file system. A file that cannot be
 * read becomes a violation.
 */
final class ConfigurationFiles {
  private final Configuration hadoop;
  private final Violations violations;

  /** The chain of files being read: each includes the next. */
  private final Deque<Path> open = new ArrayDeque<>();

  ConfigurationFiles(Configuration hadoop, Violations violations) {
    this.hadoop = hadoop;
    this.violations = violations;
  }

  /** The file's content, with substitutions unresolved; empty when it cannot be read. */
  Config parse(String location) {
    try {
      return parse(new Path(location), "The configuration file " + location);
    } catch (IllegalArgumentException e) {
      violations.add(
          "The configuration file %s cannot be read: %s. Give --config a path or URI."
              .formatted(location.isBlank() ? "\"" + location + "\"" : location, e.getMessage()));
      return ConfigFactory.empty();
    }
  }

  private Config parse(Path file, String name) {
    Optional<String> text = read(file, name);
    if (text.isEmpty()) {
      return ConfigFactory.empty();
    }
    open.push(file);
    try {
      return ConfigFactory.parseString(
          text.get(),
          ConfigParseOptions.defaults()
              .setOriginDescription(file.toString())
              .setIncluder(new Includer(file, text.get())));
    } catch (ConfigException e) {
      violations.add(notHocon(file, e));
      return ConfigFactory.empty();
    } finally {
      open.pop();
    }
  }

  private Optional<String> read(Path file, String name) {
    try {
      FileSystem files = file.getFileSystem(hadoop);
      FileStatus status = files.getFileStatus(file);
      if (status.isDirectory()) {
        violations.add(name + " is a directory: expected a HOCON file; name the file inside it.");
        return Optional.empty();
      }
      try (FSDataInputStream in = files.open(file)) {
        return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (FileNotFoundException e) {
      violations.add(
          "%s does not exist: looked for it as %s; check the path and the file system."
              .formatted(name, absolute(file)));
    } catch (IOException | RuntimeException e) {
      // A file system whose classes are missing or misconfigured fails with unchecked exceptions.
      violations.add(
          "%s cannot be read: %s; check the path, the file system and your permissions."
              .formatted(name, oneLine(e)));
    }
    return Optional.empty();
  }

  private String absolute(Path file) {
    try {
      return file.getFileSystem(hadoop).makeQualified(file).toString();
    } catch (IOException e) {
      return file.toString();
    }
  }

  private static String notHocon(Path file, ConfigException e) {
    String where = e.origin() == null ? file.toString() : Origins.of(e.origin());
    String message = oneLine(e);
    if (e.origin() != null && message.startsWith(e.origin().description() + ": ")) {
      message = message.substring(e.origin().description().length() + 2);
    }
    return "%s is not valid HOCON: %s".formatted(where, message);
  }

  private static String oneLine(Throwable e) {
    String message = e.getMessage() == null ? e.getClass().getName() : e.getMessage();
    return message.lines().findFirst().orElse(message).strip();
  }

  /** Resolves the includes of one file. */
  private final class Includer
      implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
    private final Path file;
    private final String text;

    Includer(Path file, String text) {
      this.file = file;
      this.text = text;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      Path included;
      try {
        included = new Path(file.getParent(), what);
      } catch (IllegalArgumentException e) {
        violations.add("The file %s cannot be read: %s.".formatted(asked(what), e.getMessage()));
        return ConfigFactory.empty().root();
      }
      if (open.contains(included)) {
        violations.add(
            "The file %s includes itself; remove the circle of includes.".formatted(asked(what)));
        return ConfigFactory.empty().root();
      }
      return parse(included, "The file " + asked(what)).root();
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
      return include(context, what.getPath());
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
      return refused("url(\"" + what + "\")", what.toString());
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
      return refused("classpath(\"" + what + "\")", what);
    }

    private ConfigObject refused(String form, String what) {
      violations.add(
          "%s: include %s is not supported: expected the path of a file, relative to this one or with its file system."
              .formatted(line(what), form));
      return ConfigFactory.empty().root();
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
      return this;
    }

    private String asked(String what) {
      return "%s included at %s".formatted(what, line(what));
    }

    /** The library does not report the line of an include. */
    private String line(String what) {
      List<String> lines = text.lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).contains("include") && lines.get(i).contains(what)) {
          return "%s:%d".formatted(file, i + 1);
        }
      }
      return file.toString();
    }
  }
}
