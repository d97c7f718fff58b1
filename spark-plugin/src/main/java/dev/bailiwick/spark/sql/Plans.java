package dev.bailiwick.spark.sql;

import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import scala.PartialFunction;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/** Scala's trees and sequences from Java. */
final class Plans {
  private Plans() {}

  static <T> Seq<T> none() {
    List<T> none = List.of();
    return CollectionConverters.asScala(none).toList();
  }

  static <T> Seq<T> seq(T one) {
    return CollectionConverters.asScala(List.of(one)).toList();
  }

  static <T> List<T> list(scala.collection.Seq<T> seq) {
    return CollectionConverters.asJava(seq);
  }

  static Set<String> keys(scala.collection.immutable.Map<String, ?> map) {
    return CollectionConverters.asJava(map).keySet();
  }

  static <T> Seq<T> seq(List<T> many) {
    return CollectionConverters.asScala(many).toList();
  }

  /** Children first; a node that is not to change is given back as it is. */
  static <T extends TreeNode<T>> T transformUp(T plan, UnaryOperator<T> change) {
    PartialFunction<T, T> function =
        new AbstractPartialFunction<>() {
          @Override
          public boolean isDefinedAt(T node) {
            return true;
          }

          @Override
          public T apply(T node) {
            return change.apply(node);
          }

          @Override
          public <A extends T, B> B applyOrElse(A node, scala.Function1<A, B> otherwise) {
            @SuppressWarnings("unchecked") // a partial function's result is any supertype of T
            B changed = (B) change.apply(node);
            return changed;
          }
        };
    return plan.transformUp(function);
  }

  /** Whether this expression or any in it is one of these. */
  static boolean contains(Expression expression, Class<?> kind) {
    return kind.isInstance(expression)
        || list(expression.children()).stream().anyMatch(child -> contains(child, kind));
  }
}
