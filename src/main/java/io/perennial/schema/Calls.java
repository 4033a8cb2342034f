package io.perennial.schema;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.objects.Invoke;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.ObjectType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Columns for which Spark calls a method of an object. Unlike a UDF it takes and returns Spark's
 * own values, which are not converted. Unlike a literal a number in the object is no part of the
 * code that Spark generates: plans that differ in such numbers only, as those of the origins of a
 * back-test do, share compiled code.
 */
public final class Calls {
  private Calls() {}

  /**
   * The result of a method; null where an argument is null or the method returns null.
   *
   * @param object of a public class; it travels with the plan, so what is large in it is a
   *     broadcast
   * @param method the name of a public method whose parameters are the types that Spark keeps the
   *     arguments in, such as {@code int}, {@code double} and {@code byte[]}
   * @param type of the column
   */
  public static Column of(Serializable object, String method, DataType type, Column... arguments) {
    Expression[] values =
        Arrays.stream(arguments).map(ExpressionUtils::expression).toArray(Expression[]::new);
    return ExpressionUtils.column(
        new Invoke(
            Literal.fromObject(object, new ObjectType(object.getClass())),
            method,
            type,
            CollectionConverters.asScala(Arrays.asList(values)).toSeq(),
            Invoke.$lessinit$greater$default$5(),
            true, // null for a null argument
            true,
            true)); // deterministic
  }
}
