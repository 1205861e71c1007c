/** An entry of the table as the generator writes it: one identifier, or a range of them that share everything. */
export interface ApplicationIdentifierRow {
  readonly ai: string;
  /** The last identifier of a range; absent for a single one. */
  readonly last?: string;
  /**
   * As in the dictionary. "*": length fixed by the first two digits, so that no separator follows (General
   * Specifications, 7.8.5). "?": allowed in the query of a GS1 Digital Link URI.
   */
  readonly flags?: string;
  /** Components in the dictionary's own notation: "N13,csum [X..17]". */
  readonly format: string;
  /** Identifiers that must not stand beside it; n is any digit. */
  readonly excludes?: readonly string[];
  /** For a primary key of GS1 Digital Link: the sequences of qualifiers that may follow it in the path. */
  readonly qualifiers?: readonly (readonly string[])[];
  readonly title: string;
}
