package io.perennial.history;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HexFormat;
import org.apache.commons.lang3.StringUtils;

/** Whoever has most of something; of several the first by name, whatever the order they come in. */
final class Largest {
  private static final int LONGEST_NAME = 40; // characters

  private String name;
  private long most = Long.MIN_VALUE;

  /** Compares a customer, in Spark's own form, with the one that led so far. */
  void offer(Object customer, long has) {
    if (has >= most) {
      lead(text(customer), has);
    }
  }

  void merge(Largest other) {
    if (other.name != null) {
      lead(other.name, other.most);
    }
  }

  private void lead(String customer, long has) {
    if (has > most || has == most && customer.compareTo(name) < 0) {
      name = customer;
      most = has;
    }
  }

  private static String text(Object customer) {
    String text =
        customer instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : customer.toString();
    return StringUtils.abbreviate(text, LONGEST_NAME);
  }

  /** Null where nobody was offered. */
  String name() {
    return name;
  }

  long most() {
    return most;
  }

  void write(DataOutput out) throws IOException {
    out.writeBoolean(name != null);
    if (name != null) {
      out.writeUTF(name);
      out.writeLong(most);
    }
  }

  void read(DataInput in) throws IOException {
    if (in.readBoolean()) {
      name = in.readUTF();
      most = in.readLong();
    }
  }
}
