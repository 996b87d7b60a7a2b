package org.iclsweep.report.page;

import java.util.List;
import java.util.OptionalLong;
import org.iclsweep.sweep.SweepRun;

/**
 * The facts about a sweep that a report gives in addition to its tables.
 *
 * @param folder the path of its folder
 * @param grid the number of trials in the reported grid; empty if the report covers everything
 *     stored
 * @param stored the number of trials in the folder; empty if the report covers all of them
 * @param where the requested filters
 * @param runs the runs that wrote the folder, most recent last
 * @param written the time at which the report was made, as text
 */
public record Facts(
    String folder,
    OptionalLong grid,
    OptionalLong stored,
    List<String> where,
    List<SweepRun> runs,
    String written) {}
