export declare const LEAN_ARGUMENTS: readonly string[];
export declare const LEAN_ENVIRONMENT: Readonly<Record<string, string>>;
export declare function becomeLean(): void;
