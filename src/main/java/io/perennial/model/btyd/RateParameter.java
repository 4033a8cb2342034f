package io.perennial.model.btyd;

import java.io.Serializable;

/**
 * The parameter through which covariates act on a rate.
 *
 * @param index of the parameter, which is above 0
 * @param sign 1 when the rate rises with the parameter, −1 when it falls
 */
record RateParameter(int index, int sign) implements Serializable {
  /**
   * Whether the parameter is the time over which a gamma distribution of the rate was observed, to
   * which the posterior adds the age.
   */
  boolean growsWithAge() {
    return sign < 0;
  }
}
