package dev.bailiwick.cli;

import dev.bailiwick.policy.Topology;
import dev.bailiwick.policy.TopologyParser;
import dev.bailiwick.train.Job;
import dev.bailiwick.train.JobParser;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the commands must know of a job before its driver runs: where its sites are, and where its
 * output goes. The documents that it names are read in full, so that a fault in them is found
 * before a process is started or a file is written.
 *
 * @param file the job file
 * @param topology its sites
 * @param output the folder for its results
 */
record JobHead(Path file, Topology topology, Path output) {

  static JobHead read(Path jobFile, Map<String, String> variables) {
    Job job = JobParser.parse(jobFile, variables);
    return new JobHead(job.file(), check(job), job.output());
  }

  /** Reads what the job names, and checks that it fits together; the job's topology. */
  static Topology check(Job job) {
    Topology topology = TopologyParser.parse(job.topology());
    topology.policies(job.policies());
    JobCheck.require(job, topology);
    return topology;
  }
}
