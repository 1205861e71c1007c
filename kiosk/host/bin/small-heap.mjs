// Keeps memory near what is really held, in a program that imports this first: new objects stay in a heap of the first
// size, which a start alone would make grow to 32 MB for good, and what has become garbage is let go of before it is as
// much again. On the command line of Node the first of these has no effect: it is looked at before it is read.
//
// So small a heap is full after a few scans. The last of these has it swept from a fifth of its size on whenever there
// is nothing to do, so that no scan has to wait in the middle until it is swept.
import v8 from 'node:v8';

v8.setFlagsFromString('--semi-space-growth-factor=1');
v8.setFlagsFromString('--heap-growing-percent=20');
v8.setFlagsFromString('--minor-gc-task-trigger=20');
