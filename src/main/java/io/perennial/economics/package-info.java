/** Turns behaviour into money: the classic formula beside the predicted lifetime value. */
package io.perennial.economics;
