/** Remembers answers to questions. Whoever asks puts all into the question that the answer depends on. */
export declare class Memo<Answer> {
    #private;
    recall(question: string, find: () => Answer): Answer;
}
/**
 * A memory for each owner, as long as the owner lives. It changes no answer, only how soon it comes: adding a line to a
 * basket finds again only what the line touches.
 */
export declare function rememberingFor<Answer>(): (owner: object) => Memo<Answer>;
