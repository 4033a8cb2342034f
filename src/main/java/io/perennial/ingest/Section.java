package io.perennial.ingest;

/**
 * The configuration sections that describe sources, with the names of their keys and rows in
 * messages.
 */
enum Section {
  TRANSACTIONS("input", "input", "transactions", "quarantined"),
  CUSTOMERS("input.customers", "customers", "customers", "missing"),
  RATES("input.rates", "rates", "rates", "rejected"),
  PRICE_INDEX("input.price-index", "price index", "price levels", "rejected"),
  SPEND("input.spend", "spend", "amounts spent", "rejected"),
  VISITS("input.visits", "visits", "visits", "rejected"),
  SUBSCRIPTIONS("input.subscriptions", "subscriptions", "subscriptions", "rejected");

  private final String key;
  private final String word;
  private final String rows;
  private final String fateOfBadValues;

  Section(String key, String word, String rows, String fateOfBadValues) {
    this.key = key;
    this.word = word;
    this.rows = rows;
    this.fateOfBadValues = fateOfBadValues;
  }

  /** A key of the section, in full. */
  String key(String name) {
    return key + "." + name;
  }

  /** The keys that hold its expressions. */
  String expressions() {
    return this == TRANSACTIONS ? "input.columns or input.filter" : key("columns");
  }

  /** What the source is called in front of its path. */
  String word() {
    return word;
  }

  /** What its rows are. */
  String rows() {
    return rows;
  }

  /** What happens to a value that cannot be read, if reading goes on. */
  String fateOfBadValues() {
    return fateOfBadValues;
  }
}
