package io.perennial.publish;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * The local file system, bypassing Hadoop's: that one keeps checksums in {@code .crc} files, which
 * become stale when a file is replaced, and copies a directory when it cannot rename it.
 */
final class LocalStorage implements Storage {

  private static java.nio.file.Path local(Path path) {
    return java.nio.file.Path.of(path.toUri().getPath());
  }

  @Override
  public boolean exists(Path path) {
    return Files.exists(local(path), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public boolean isDirectory(Path path) {
    return Files.isDirectory(local(path), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public Optional<byte[]> read(Path file) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(local(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<Instant> modified(Path file) throws IOException {
    try {
      return Optional.of(Files.getLastModifiedTime(local(file)).toInstant());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<Entry> list(Path directory) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<java.nio.file.Path> children =
        Files.newDirectoryStream(local(directory))) {
      for (java.nio.file.Path child : children) {
        entries.add(
            new Entry(
                child.getFileName().toString(),
                Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)));
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
    entries.sort(Comparator.comparing(Entry::name));
    return entries;
  }

  @Override
  public void makeDirectories(Path directory) throws IOException {
    Files.createDirectories(local(directory));
  }

  @Override
  public boolean create(Path file, byte[] content) throws IOException {
    try {
      writeThrough(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      // On a full disk an empty file would keep the name taken.
      Files.deleteIfExists(local(file));
      throw e;
    }
  }

  @Override
  public void write(Path file, byte[] content) throws IOException {
    writeThrough(
        file,
        content,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
  }

  private static void writeThrough(Path file, byte[] content, OpenOption... how)
      throws IOException {
    try (FileChannel channel = FileChannel.open(local(file), how)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      // If the rename reached the disk before the content, a power failure would leave an empty
      // file.
      channel.force(true);
    }
  }

  @Override
  public void moveOver(Path from, Path to) throws IOException {
    Files.move(local(from), local(to), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    java.nio.file.Path target = local(to);
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    Files.move(local(from), target, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void touch(Path file, Instant time) throws IOException {
    Files.setLastModifiedTime(local(file), FileTime.from(time));
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.deleteIfExists(local(path));
  }
}
