package io.perennial.publish;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.protocol.AlreadyBeingCreatedException;
import org.apache.hadoop.ipc.RemoteException;

/**
 * Any other file system of Hadoop. On HDFS every single operation is one transaction of the name
 * node. Object stores write a file atomically, so replacing is overwriting there; but they rename a
 * directory by copying file by file, so readers may see a publication that was killed half-way.
 */
final class HadoopStorage implements Storage {
  /** Schemes on which a rename over an existing file is atomic. */
  private static final Set<String> RENAMES_OVER_ATOMICALLY = Set.of("hdfs", "viewfs");

  /**
   * Without this option S3A checks and then writes, so that two writers may both succeed. Known to
   * Hadoop 3.4.2 and later.
   */
  private static final String S3A_CREATE_IF_ABSENT = "fs.option.create.conditional.overwrite";

  private final FileSystem files;

  /** Present where a rename over an existing file is atomic. */
  private final Optional<FileContext> renames;

  HadoopStorage(FileSystem files) throws IOException {
    this.files = files;
    this.renames =
        RENAMES_OVER_ATOMICALLY.contains(files.getUri().getScheme())
            ? Optional.of(FileContext.getFileContext(files.getUri(), files.getConf()))
            : Optional.empty();
  }

  private Optional<FileStatus> status(Path path) throws IOException {
    try {
      return Optional.of(files.getFileStatus(path));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean exists(Path path) throws IOException {
    return status(path).isPresent();
  }

  @Override
  public boolean isDirectory(Path path) throws IOException {
    return status(path).filter(FileStatus::isDirectory).isPresent();
  }

  @Override
  public Optional<byte[]> read(Path file) throws IOException {
    try (FSDataInputStream in = files.open(file)) {
      return Optional.of(in.readAllBytes());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<Instant> modified(Path file) throws IOException {
    return status(file).map(status -> Instant.ofEpochMilli(status.getModificationTime()));
  }

  @Override
  public List<Entry> list(Path directory) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try {
      for (FileStatus child : files.listStatus(directory)) {
        if (!child.getPath().equals(directory)) {
          entries.add(new Entry(child.getPath().getName(), child.isDirectory()));
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    entries.sort(Comparator.comparing(Entry::name));
    return entries;
  }

  @Override
  public void makeDirectories(Path directory) throws IOException {
    if (!files.mkdirs(directory)) {
      throw new IOException("The directory " + directory + " could not be created");
    }
  }

  @Override
  public boolean create(Path file, byte[] content) throws IOException {
    var builder = files.createFile(file).overwrite(false);
    if (files.getUri().getScheme().equals("s3a")) {
      builder.opt(S3A_CREATE_IF_ABSENT, true);
    }
    try (FSDataOutputStream out = builder.build()) {
      out.write(content);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (RemoteException e) {
      if (e.unwrapRemoteException() instanceof AlreadyBeingCreatedException) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public void write(Path file, byte[] content) throws IOException {
    try (FSDataOutputStream out = files.create(file, true)) {
      out.write(content);
    }
  }

  @Override
  public void moveOver(Path from, Path to) throws IOException {
    if (renames.isPresent()) {
      renames.get().rename(from, to, Rename.OVERWRITE);
    } else {
      write(to, read(from).orElseThrow(() -> new FileNotFoundException(from.toString())));
      delete(from);
    }
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    // FileSystem.rename would move the source into an existing directory.
    if (exists(to)) {
      throw new FileAlreadyExistsException(to.toString());
    }
    if (!files.rename(from, to)) {
      throw new IOException("The file system refused to rename " + from + " to " + to);
    }
  }

  @Override
  public void touch(Path file, Instant time) throws IOException {
    if (renames.isPresent()) {
      files.setTimes(file, time.toEpochMilli(), -1);
    } else {
      // Object stores ignore setTimes; writing the same content again renews the time.
      Optional<byte[]> content = read(file);
      if (content.isPresent()) {
        write(file, content.get());
      }
    }
  }

  @Override
  public void delete(Path path) throws IOException {
    files.delete(path, false);
  }

  @Override
  public void deleteTree(Path path) throws IOException {
    files.delete(path, true);
  }
}
