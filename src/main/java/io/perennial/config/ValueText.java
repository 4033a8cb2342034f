package io.perennial.config;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;

/** One text for each value: strings as they are, numbers in their shortest form, others as JSON. */
final class ValueText {
  private ValueText() {}

  static String of(ConfigValue value) {
    if (value.valueType() == ConfigValueType.STRING) {
      return (String) value.unwrapped();
    }
    String json = value.render(ConfigRenderOptions.concise());
    if (value.unwrapped() instanceof Double number && !Double.isFinite(number)) {
      return json; // a number such as 1e400
    }
    return value.valueType() == ConfigValueType.NUMBER ? shortest(json) : json;
  }

  /** 0.10 and 0.1 are the same number and must look, and hash, the same. */
  static String shortest(String number) {
    BigDecimal exact = new BigDecimal(number.strip()).stripTrailingZeros();
    return Math.abs(exact.scale()) > 20 ? exact.toString() : exact.toPlainString();
  }
}
