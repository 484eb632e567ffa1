/**
 * What tests share: corner-case graphs, and the check of derivatives against finite differences.
 */
package dev.weft.testing;
