package io.perennial.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Whether one of two paths contains the other. */
public final class Places {
  private Places() {}

  /**
   * Whether a reader of one path sees what is written to the other: they are equal, or one is below
   * the other and not in a directory that readers of tables skip (beginning with an underscore or a
   * dot). Schemes, relative paths, {@code ..} and links of the local file system do not matter, and
   * neither path needs to exist.
   *
   * @param configuration Hadoop's, for the default file system
   * @param one may end in a pattern such as {@code *.csv}; what is before it counts
   */
  public static boolean overlap(Configuration configuration, String one, String other) {
    try {
      Place first = Place.of(configuration, one);
      Place second = Place.of(configuration, other);
      return first.seesBelow(second) || second.seesBelow(first);
    } catch (IOException | IllegalArgumentException e) {
      // An unreachable path is reported by its reader or writer.
      return false;
    }
  }

  private record Place(String fileSystem, List<String> names) {
    static Place of(Configuration configuration, String text) throws IOException {
      Path given = new Path(text);
      FileSystem files = given.getFileSystem(configuration);
      Path qualified = files.makeQualified(given);
      java.net.URI uri = qualified.toUri();
      String path = beforePattern(uri.getPath());
      if (uri.getScheme().equals("file")) {
        path = real(java.nio.file.Path.of(path)).toString();
      } else {
        path = java.nio.file.Path.of(path).normalize().toString();
      }
      String fileSystem =
          uri.getAuthority() == null || uri.getScheme().equals("file")
              ? uri.getScheme()
              : uri.getScheme() + "://" + uri.getAuthority();
      return new Place(
          fileSystem, Arrays.stream(path.split("/")).filter(name -> !name.isEmpty()).toList());
    }

    private static String beforePattern(String path) {
      StringBuilder kept = new StringBuilder();
      for (String name : path.split("/")) {
        if (name.matches(".*[*?{\\[].*")) {
          break;
        }
        kept.append('/').append(name);
      }
      return kept.isEmpty() ? "/" : kept.toString();
    }

    /** With the links of the part that exists resolved, each before the {@code ..} after it. */
    private static java.nio.file.Path real(java.nio.file.Path path) throws IOException {
      if (Files.exists(path)) {
        return path.toRealPath();
      }
      java.nio.file.Path parent = path.getParent();
      if (parent == null) {
        return path;
      }
      if (Files.isSymbolicLink(path)) {
        return real(real(parent).resolve(Files.readSymbolicLink(path)));
      }
      return real(parent).resolve(path.getFileName()).normalize();
    }

    boolean seesBelow(Place other) {
      return fileSystem.equals(other.fileSystem)
          && other.names.size() >= names.size()
          && other.names.subList(0, names.size()).equals(names)
          && other.names.subList(names.size(), other.names.size()).stream()
              .noneMatch(name -> name.startsWith("_") || name.startsWith("."));
    }
  }
}
