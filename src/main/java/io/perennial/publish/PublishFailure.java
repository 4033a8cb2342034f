package io.perennial.publish;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;

/** Failures of the output: what the file system refused and what to do about it. */
final class PublishFailure {

  /**
   * @param doing the attempted action, to follow "Cannot": "publish the run of 2026-01-01"
   * @param root the configured output
   */
  static JobFailure of(String doing, Path root, IOException cause) {
    return new JobFailure(
        ExitCode.PUBLISH,
        "Cannot %s below perennial.output.path = %s: %s".formatted(doing, root, reason(cause)),
        cause);
  }

  /**
   * Translates the failure of a Spark job that read the input and wrote the output.
   *
   * @return a failure of the output if it is one; otherwise the given exception
   */
  static RuntimeException ofWriting(String doing, Path root, Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof JobFailure known) {
        return known;
      }
      if (cause instanceof IOException refused && isOfOutput(refused, root)) {
        return of(doing, root, refused);
      }
      // Hadoop's local file system wraps the disk's refusal in an error of its own.
      if (cause instanceof FSError && cause.getCause() instanceof IOException refused) {
        return of(doing, root, refused);
      }
    }
    return failure instanceof RuntimeException runtime
        ? runtime
        : new IllegalStateException(failure);
  }

  /** Only writing runs out of space, but permission may be missing for the input as well. */
  private static boolean isOfOutput(IOException refused, Path root) {
    String said = String.valueOf(refused.getMessage());
    String lower = said.toLowerCase(Locale.ROOT);
    if (lower.contains("no space left") || lower.contains("quota") || lower.contains("read-only")) {
      return true;
    }
    return said.contains(root.toUri().getPath() + Path.SEPARATOR);
  }

  private static String reason(IOException cause) {
    String said = said(cause);
    String lower = said.toLowerCase(Locale.ROOT);
    if (cause instanceof AccessDeniedException
        || cause instanceof AccessControlException
        || lower.contains("permission denied")) {
      return "the user %s may not write there (%s). Grant the permission or set another path."
          .formatted(System.getProperty("user.name"), said);
    }
    if (lower.contains("no space left") || lower.contains("quota")) {
      return "the space there is used up (%s). Free some or set another path.".formatted(said);
    }
    if (lower.contains("read-only")) {
      return "the file system is mounted read-only (%s). Set another path.".formatted(said);
    }
    if (cause instanceof AtomicMoveNotSupportedException) {
      return "a rename would cross file systems (%s). Keep all of the output on one file system."
          .formatted(said);
    }
    if (cause instanceof FileAlreadyExistsException
        || cause instanceof org.apache.hadoop.fs.FileAlreadyExistsException
        || cause instanceof NotDirectoryException
        || cause instanceof ParentNotDirectoryException
        || lower.contains("not a directory")) {
      return "something is there already where a directory is needed (%s). Move it away or set another path."
          .formatted(said);
    }
    return "%s. Check that the path can be reached and written.".formatted(said);
  }

  /** The exception in words: those of nio often have nothing but the path as their message. */
  private static String said(IOException cause) {
    String message =
        cause.getMessage() == null ? "" : cause.getMessage().lines().findFirst().orElse("");
    if ((cause instanceof FileSystemException inFile && inFile.getReason() == null)
        || cause instanceof FileNotFoundException
        || message.isEmpty()) {
      return (cause.getClass().getSimpleName().replace("Exception", "") + " " + message).strip();
    }
    return message;
  }

  private PublishFailure() {}
}
