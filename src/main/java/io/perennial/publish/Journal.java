package io.perennial.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A publication that has begun, as {@code _journal.json} says it.
 *
 * @param tables that may be there for a run, whether staged this time or not
 * @param previous fingerprint of the manifest to be replaced, or {@link #NONE}
 * @param next fingerprint of the manifest that makes this publication valid
 * @param pruned older runs to be removed afterwards
 */
record Journal(
    LocalDate runDate, List<String> tables, String previous, String next, List<LocalDate> pruned) {

  /** Stands for the fingerprint where there is no manifest. */
  static final String NONE = "none";

  private static final int FINGERPRINT_DIGITS = 16;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The first 16 hexadecimal digits of a manifest's SHA-256. */
  static String fingerprint(Optional<byte[]> manifest) {
    if (manifest.isEmpty()) {
      return NONE;
    }
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(manifest.get());
      return HexFormat.of().formatHex(digest).substring(0, FINGERPRINT_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  byte[] toJson() {
    ObjectNode node = JSON.createObjectNode();
    node.put("runDate", runDate.toString());
    tables.forEach(node.putArray("tables")::add);
    node.put("previous", previous).put("next", next);
    pruned.forEach(date -> node.withArray("/pruned").add(date.toString()));
    return node.toPrettyString().getBytes(StandardCharsets.UTF_8);
  }

  static Journal parse(byte[] json) throws IOException {
    JsonNode node = JSON.readTree(json);
    List<String> tables = new ArrayList<>();
    node.path("tables").forEach(table -> tables.add(table.asText()));
    List<LocalDate> pruned = new ArrayList<>();
    node.path("pruned").forEach(date -> pruned.add(LocalDate.parse(date.asText())));
    return new Journal(
        LocalDate.parse(node.path("runDate").asText()),
        tables,
        node.path("previous").asText(),
        node.path("next").asText(),
        pruned);
  }
}
