package dev.bailiwick.spark;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** What one logger says from this level on, until it is closed. */
final class LogLines implements AutoCloseable {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Logger logger;
  private final Level before;
  private final AbstractAppender appender =
      new AbstractAppender("lines", null, null, true, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
          lines.add(event.getMessage().getFormattedMessage());
        }
      };

  LogLines(String name, Level level) {
    appender.start();
    logger = (Logger) LogManager.getLogger(name);
    before = logger.getLevel();
    logger.addAppender(appender);
    // A level that the logger alone knows is lost when another gets an appender.
    Configurator.setLevel(name, level);
  }

  List<String> said() {
    return List.copyOf(lines);
  }

  void forget() {
    lines.clear();
  }

  @Override
  public void close() {
    logger.removeAppender(appender);
    Configurator.setLevel(logger.getName(), before);
    appender.stop();
  }
}
