/**
 * Remembers answers to questions. Whoever asks puts all into the question that the answer depends on. What was not
 * asked for lately is forgotten first, so that a basket never loses all at once what is known of its goods.
 */
export class Memo<Answer, Question = string> {
  readonly #answersMax: number;
  /** Answers that were given since the others were set aside; never more than half of all. */
  #recent = new Map<Question, Answer>();
  #setAside = new Map<Question, Answer>();

  /** @param answersMax the most that are kept; at least the half that was asked for last is there */
  constructor(answersMax: number) {
    this.#answersMax = answersMax;
  }

  recall(question: Question, find: () => Answer): Answer {
    return this.known(question) ?? this.keep(question, find());
  }

  known(question: Question): Answer | undefined {
    const recent = this.#recent.get(question);
    if (recent !== undefined) return recent;
    const former = this.#setAside.get(question);
    return former === undefined ? undefined : this.keep(question, former);
  }

  keep(question: Question, answer: Answer): Answer {
    if (this.#recent.size >= this.#answersMax / 2) {
      this.#setAside = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(question, answer);
    return answer;
  }
}

/**
 * A memory for each owner, as long as the owner lives. It changes no answer, only how soon it comes: adding a line to a
 * basket finds again only what the line touches. Owners are few: the garbage collector pays for each of them.
 */
export function rememberingFor<Memory>(make: () => Memory): (owner: object) => Memory {
  const memories = new WeakMap<object, Memory>();
  return (owner) => {
    let memory = memories.get(owner);
    if (memory === undefined) {
      memory = make();
      memories.set(owner, memory);
    }
    return memory;
  };
}
