package dev.bailiwick.sharding.spark;

import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;

/**
 * Which task opens which file.
 *
 * @param path the file, as a URI
 * @param stageId the task's stage; -1 outside a task, as on the driver
 * @param stageAttempt the attempt of that stage; -1 outside a task
 * @param partitionId the task's partition; -1 outside a task
 * @param taskAttemptId unique in the application; -1 outside a task
 */
public record Touch(
    String path, int stageId, int stageAttempt, int partitionId, long taskAttemptId) {
  static Touch ofThisTask(Path path) {
    TaskContext task = TaskContext.get();
    String uri = path.toUri().toString();
    return task == null
        ? new Touch(uri, -1, -1, -1, -1L)
        : new Touch(
            uri,
            task.stageId(),
            task.stageAttemptNumber(),
            task.partitionId(),
            task.taskAttemptId());
  }
}
