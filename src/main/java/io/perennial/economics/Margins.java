package io.perennial.economics;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * What is left of net revenue after one kind of cost after the other, for a customer or for many:
 * exact money. A cost that is not known is not subtracted; {@link #known} says which levels are
 * meant in full.
 *
 * @param revenueNet net amount, returns taken off
 * @param product less the cost of goods
 * @param delivered less delivery, payment, handling and returns
 * @param afterAcquisition less what the customers cost to win
 * @param known the levels whose own cost and all costs before it are known, in their order
 */
public record Margins(
    BigDecimal revenueNet,
    BigDecimal product,
    BigDecimal delivered,
    BigDecimal afterAcquisition,
    List<Level> known) {

  /** The levels, each with the column that holds it. */
  public enum Level {
    REVENUE_NET("revenue_net"),
    PRODUCT("margin_product"),
    DELIVERED("margin_delivered"),
    AFTER_ACQUISITION("margin_after_acquisition");

    private final String column;

    Level(String column) {
      this.column = column;
    }

    /** The name of its column. */
    public String column() {
      return column;
    }
  }

  /**
   * The levels of these sums.
   *
   * @param goods cost of goods; empty where it is not known
   * @param service cost to serve; empty where it is not known
   * @param acquisition cost of acquisition; empty where it is not known
   */
  public static Margins of(
      BigDecimal revenueNet,
      Optional<BigDecimal> goods,
      Optional<BigDecimal> service,
      Optional<BigDecimal> acquisition) {
    BigDecimal product = revenueNet.subtract(goods.orElse(BigDecimal.ZERO));
    BigDecimal delivered = product.subtract(service.orElse(BigDecimal.ZERO));
    BigDecimal afterAcquisition = delivered.subtract(acquisition.orElse(BigDecimal.ZERO));
    int complete = goods.isEmpty() ? 1 : service.isEmpty() ? 2 : acquisition.isEmpty() ? 3 : 4;
    return new Margins(
        revenueNet,
        product,
        delivered,
        afterAcquisition,
        List.of(Level.values()).subList(0, complete));
  }

  /** The amount of a level. */
  public BigDecimal at(Level level) {
    return switch (level) {
      case REVENUE_NET -> revenueNet;
      case PRODUCT -> product;
      case DELIVERED -> delivered;
      case AFTER_ACQUISITION -> afterAcquisition;
    };
  }

  /** Whether every cost down to this level is known. */
  public boolean isKnown(Level level) {
    return known.contains(level);
  }
}
