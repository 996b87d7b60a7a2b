/**
 * The in-context learning task: dictionary, representation, templates, prompts, and ridge optimum.
 *
 * <p>All random quantities are drawn from named streams; all others are closed forms of them. This
 * package uses EJML and is independent of the transformer that is trained on the task.
 */
package org.iclsweep.task;
