/**
 * Numbers as text for people: in tables, captions and messages.
 *
 * <p>Uses Java alone.
 */
package org.iclsweep.format;
