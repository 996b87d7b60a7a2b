package org.iclsweep.report;

import java.util.List;
import java.util.OptionalLong;
import org.iclsweep.sweep.SweepRun;

/**
 * What a report says of a sweep beside its tables.
 *
 * @param folder the path of its folder
 * @param grid the number of trials of the grid that the report speaks of; empty if it speaks of all
 *     that is stored
 * @param stored the number of trials in the folder; empty if the report speaks of all
 * @param where the filters that were asked for
 * @param runs the runs that wrote the folder, the last one last
 * @param written when the report was made, as people write it
 */
public record Facts(
    String folder,
    OptionalLong grid,
    OptionalLong stored,
    List<String> where,
    List<SweepRun> runs,
    String written) {}
