package dev.bailiwick.spark.internal;

import org.apache.spark.rdd.RDD;

/** Tells Spark's classes and ours, which are known, from everybody else's. */
final class Origin {
  private Origin() {}

  /**
   * By its name, and by whoever loaded it: a jar of the user's can borrow the name of a package.
   */
  static boolean isKnown(Class<?> c) {
    return !c.isHidden() && (isSparks(c) || isOurs(c) || isRapids(c));
  }

  private static boolean isSparks(Class<?> c) {
    return c.getName().startsWith("org.apache.spark.")
        && c.getClassLoader() == RDD.class.getClassLoader();
  }

  private static boolean isOurs(Class<?> c) {
    return c.getName().startsWith("dev.bailiwick.")
        && c.getClassLoader() == Origin.class.getClassLoader();
  }

  /** The accelerator that this is built to run with, by whoever loaded its plugin. */
  private static boolean isRapids(Class<?> c) {
    if (!c.getName().startsWith("com.nvidia.spark.")
        && !c.getName().startsWith("org.apache.spark.")) {
      return false;
    }
    try {
      ClassLoader context = Thread.currentThread().getContextClassLoader();
      return Class.forName("com.nvidia.spark.SQLPlugin", false, context).getClassLoader()
          == c.getClassLoader();
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** The same for a class of this name, if Spark's loader finds it. */
  static boolean isKnown(String name) {
    if (!name.startsWith("org.apache.spark.") && !name.startsWith("dev.bailiwick.")) {
      return false;
    }
    try {
      return isKnown(Class.forName(name, false, RDD.class.getClassLoader()));
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** A class that can hold something of the user's, but does nothing that the user wrote. */
  static boolean isPlain(Class<?> c) {
    return c.isArray()
        || c.getName().startsWith("java.")
        || (c.getName().startsWith("scala.")
            && c.getClassLoader() == scala.Option.class.getClassLoader())
        || isKnown(c);
  }
}
