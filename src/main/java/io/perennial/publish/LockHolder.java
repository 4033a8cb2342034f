package io.perennial.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The process that holds a target, as recorded in its lock file.
 *
 * @param id of this hold, never reused
 * @param runId the run that holds it
 * @param host its name, for people
 * @param machine the running kernel and its process id namespace; empty where the operating system
 *     does not provide them. Containers share host names, and hosts share process ids.
 * @param processStart when the process began, since process ids are reused
 * @param since when the target was taken
 */
record LockHolder(
    String id,
    String runId,
    String user,
    String host,
    String machine,
    long pid,
    Optional<Instant> processStart,
    Instant since) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Tolerance between start times of one process read by two others, for clock adjustments. */
  private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

  /** This process, for a run. */
  static LockHolder ofThisProcess(String runId, Instant now) {
    ProcessHandle process = ProcessHandle.current();
    return new LockHolder(
        UUID.randomUUID().toString(),
        runId,
        System.getProperty("user.name", "unknown"),
        hostName(),
        thisMachine(),
        process.pid(),
        process.info().startInstant(),
        now);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  private static String thisMachine() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()
          + " "
          + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  /**
   * Whether this was a process of this machine that has ended. False for processes elsewhere, whose
   * state cannot be known here.
   */
  boolean diedHere() {
    boolean here =
        machine.isEmpty()
            ? thisMachine().isEmpty() && host.equals(hostName())
            : machine.equals(thisMachine());
    if (!here) {
      return false;
    }
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    if (process.isEmpty()) {
      return true;
    }
    Optional<Instant> start = process.get().info().startInstant();
    return start.isPresent()
        && processStart.isPresent()
        && Duration.between(start.get(), processStart.get()).abs().compareTo(START_TOLERANCE) > 0;
  }

  /** A description for people. */
  String describe() {
    return "run %s of user %s on host %s, process %d, since %s"
        .formatted(runId, user, host, pid, since);
  }

  byte[] toJson() {
    ObjectNode node =
        JSON.createObjectNode()
            .put("id", id)
            .put("runId", runId)
            .put("user", user)
            .put("host", host)
            .put("machine", machine)
            .put("pid", pid)
            .put("processStart", processStart.map(Instant::toString).orElse(null))
            .put("since", since.toString());
    return node.toPrettyString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  /** An id becomes the name of a file. */
  private static boolean isId(String id) {
    try {
      return UUID.fromString(id).toString().equals(id);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Empty when the bytes are not a complete lock file, for example because its writer was killed.
   */
  static Optional<LockHolder> parse(byte[] json) {
    try {
      JsonNode node = JSON.readTree(json);
      if (node == null || !isId(node.path("id").asText()) || !node.hasNonNull("since")) {
        return Optional.empty();
      }
      return Optional.of(
          new LockHolder(
              node.get("id").asText(),
              node.path("runId").asText(),
              node.path("user").asText(),
              node.path("host").asText(),
              node.path("machine").asText(),
              node.path("pid").asLong(),
              Optional.ofNullable(node.path("processStart").textValue()).map(Instant::parse),
              Instant.parse(node.get("since").asText())));
    } catch (IOException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
