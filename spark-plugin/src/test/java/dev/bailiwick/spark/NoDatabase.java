package dev.bailiwick.spark;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Properties;
import java.util.logging.Logger;

/** A database driver that keeps nothing and has every table: enough for Spark to begin a write. */
public final class NoDatabase implements Driver {
  static final String URL = "jdbc:nothing:";

  @Override
  public Connection connect(String url, Properties info) {
    return proxy(Connection.class);
  }

  private static <T> T proxy(Class<T> kind) {
    return kind.cast(
        Proxy.newProxyInstance(
            kind.getClassLoader(),
            new Class<?>[] {kind},
            (self, method, arguments) -> {
              Class<?> result = method.getReturnType();
              if (Statement.class.isAssignableFrom(result)) {
                return proxy(result);
              }
              return result == boolean.class ? (Object) false : result == int.class ? 0 : null;
            }));
  }

  @Override
  public boolean acceptsURL(String url) {
    return url.startsWith(URL);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
    return new DriverPropertyInfo[0];
  }

  @Override
  public int getMajorVersion() {
    return 1;
  }

  @Override
  public int getMinorVersion() {
    return 0;
  }

  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }
}
