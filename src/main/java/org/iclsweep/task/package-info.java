/**
 * The in-context learning task: dictionary, representation, templates, prompts, and ridge optimum.
 *
 * <p>Everything random is drawn from named streams; everything else is a closed form of what was
 * drawn. It uses EJML and knows nothing of the transformer that is trained on the task.
 */
package org.iclsweep.task;
