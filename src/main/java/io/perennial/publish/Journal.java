package io.perennial.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * A publication in progress, as recorded in {@code _journal.json}. All names and dates are checked
 * on reading, since they become paths.
 *
 * @param tables all tables that a run may have, staged or not
 * @param previous fingerprint of the manifest to be replaced, or {@link #NONE}
 * @param next fingerprint of the manifest that makes this publication valid
 * @param models to become current afterwards
 * @param pruned older runs to be removed afterwards
 * @param prunedVersions versions of models to be removed with them
 */
record Journal(
    LocalDate runDate,
    List<String> tables,
    String previous,
    String next,
    List<SavedModel> models,
    List<LocalDate> pruned,
    List<String> prunedVersions) {

  /**
   * A version of a model.
   *
   * @param added whether this publication adds it; otherwise it was stored before
   */
  record SavedModel(String name, String version, boolean added) {}

  /** The fingerprint of a missing manifest. */
  static final String NONE = "none";

  private static final int FINGERPRINT_DIGITS = 16;
  private static final Pattern FINGERPRINT =
      Pattern.compile("[0-9a-f]{" + FINGERPRINT_DIGITS + "}|" + NONE);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The first 16 hexadecimal digits of a manifest's SHA-256. */
  static String fingerprint(Optional<byte[]> manifest) {
    return manifest
        .map(bytes -> DigestUtils.sha256Hex(bytes).substring(0, FINGERPRINT_DIGITS))
        .orElse(NONE);
  }

  /** Whether a name can be that of a {@link #fingerprint}. */
  static boolean isFingerprint(String name) {
    return FINGERPRINT.matcher(name).matches();
  }

  byte[] toJson() {
    ObjectNode node = JSON.createObjectNode();
    node.put("runDate", runDate.toString());
    tables.forEach(node.putArray("tables")::add);
    node.put("previous", previous).put("next", next);
    ArrayNode promoted = node.putArray("models");
    for (SavedModel model : models) {
      promoted
          .addObject()
          .put("name", model.name())
          .put("version", model.version())
          .put("added", model.added());
    }
    ArrayNode dates = node.putArray("pruned");
    pruned.forEach(date -> dates.add(date.toString()));
    prunedVersions.forEach(node.putArray("prunedVersions")::add);
    return node.toPrettyString().getBytes(StandardCharsets.UTF_8);
  }

  /** Empty when the bytes are not a journal, or its names lead outside the target. */
  static Optional<Journal> parse(byte[] json) {
    try {
      JsonNode node = JSON.readTree(json);
      List<String> tables = texts(node.path("tables"));
      List<String> versions = texts(node.path("prunedVersions"));
      List<SavedModel> models = new ArrayList<>();
      for (JsonNode model : node.path("models")) {
        models.add(
            new SavedModel(
                model.path("name").asText(),
                model.path("version").asText(),
                model.path("added").asBoolean()));
      }
      List<LocalDate> pruned = new ArrayList<>();
      for (String date : texts(node.path("pruned"))) {
        pruned.add(LocalDate.parse(date));
      }
      Journal journal =
          new Journal(
              LocalDate.parse(node.path("runDate").asText()),
              tables,
              node.path("previous").asText(),
              node.path("next").asText(),
              models,
              pruned,
              versions);
      return journal.staysInside() ? Optional.of(journal) : Optional.empty();
    } catch (IOException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private boolean staysInside() {
    return tables.stream().allMatch(Layout::isTableName)
        && isFingerprint(previous)
        && isFingerprint(next)
        && models.stream()
            .allMatch(
                model -> Layout.isModelName(model.name()) && Layout.isVersionName(model.version()))
        && prunedVersions.stream().allMatch(Layout::isVersionName);
  }
}
