import type { Bench } from '../bench.ts';
export declare const reprice200: Bench;
export declare const reprice500: Bench;
