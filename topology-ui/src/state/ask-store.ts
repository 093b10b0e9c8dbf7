import type { Answer } from '../../../agent/reachability/answer.ts'
import { questionOf } from '../ask/endpoints.ts'
import type { Question } from '../ask/question.ts'
import { type Direction, decidingWay, wayOf } from '../ask/way.ts'
import type { HostStore } from './host-store.ts'
import type { MapStore } from './map-store.ts'

/** What is asked, and what was answered. */
export interface AskState {
  readonly isOpen: boolean
  readonly question: Question | null
  readonly isAsking: boolean
  /** To the question, or to the one before while this one is asked. */
  readonly answer: Answer | null
  /** Why there is none, in words. */
  readonly failure: string | null
  /** How often the host had changed when it was asked: since another change, the answer may be another. */
  readonly changeCount: number
  /** Of its two ways, the one that is shown. */
  readonly direction: Direction
  /** With all that was looked at, not only what decided. */
  readonly explain: boolean
  /** Key of the node from which is asked, while the other end is chosen on the map. */
  readonly picking: string | null
}

export interface AskOptions {
  readonly answer: (question: Question, explain: boolean) => Promise<Answer>
  /** Tells of a question that somebody asked, so that the address of the page can carry it. */
  readonly onAsk: (question: Question | null) => void
}

const silent: AskState = {
  isOpen: false,
  question: null,
  isAsking: false,
  answer: null,
  failure: null,
  changeCount: 0,
  direction: 'there',
  explain: false,
  picking: null,
}

/** Asks whether one can reach another, and has the map show the way. */
export class AskStore {
  readonly #host: HostStore
  readonly #map: MapStore
  readonly #options: AskOptions
  readonly #listeners = new Set<() => void>()
  #state = silent
  /** Answers of questions before the newest one come too late. */
  #asked = 0

  constructor(host: HostStore, map: MapStore, options: AskOptions) {
    this.#host = host
    this.#map = map
    this.#options = options
    map.subscribe(() => this.#pick())
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly state = (): AskState => this.#state

  readonly open = (): void => this.#set({ isOpen: true })

  readonly close = (): void => {
    if (this.#state.question !== null) this.#options.onAsk(null)
    this.show(null)
  }

  /** Asks; the address of the page becomes that of the question. */
  readonly ask = (question: Question): void => {
    this.#options.onAsk(question)
    this.show(question)
  }

  /** Asks the question of the page's address, as when one goes back to it; null: none. */
  readonly show = (question: Question | null): void => {
    if (question === null) {
      this.#asked++
      this.#set(silent)
      this.#map.follow(null)
      return
    }
    this.#set({ isOpen: true, question, answer: null, failure: null, picking: null })
    this.#map.follow(null)
    this.again()
  }

  readonly again = (): void => void this.#answer()

  readonly setExplain = (explain: boolean): void => {
    this.#set({ explain })
    if (explain) this.again()
  }

  readonly setDirection = (direction: Direction): void => {
    this.#set({ direction })
    this.#draw()
  }

  /** The next thing that is selected is the other end. */
  readonly pickFrom = (key: string | null): void => this.#set({ picking: key })

  #pick(): void {
    const { picking } = this.#state
    const { selected } = this.#map.state()
    const { topology } = this.#host.state()
    if (picking === null || selected === null || selected === picking || topology === null) return
    const question = questionOf(topology, picking, selected)
    if (question !== null) this.ask(question)
  }

  async #answer(): Promise<void> {
    const { question, explain } = this.#state
    if (question === null) return
    const asked = ++this.#asked
    const { changeCount } = this.#host.state()
    this.#set({ isAsking: true })
    try {
      const answer = await this.#options.answer(question, explain)
      if (asked !== this.#asked) return
      const isSame = this.#state.answer !== null
      this.#set({
        isAsking: false,
        answer,
        failure: null,
        changeCount,
        direction: isSame ? this.#state.direction : decidingWay(answer),
      })
      this.#draw()
    } catch (error) {
      if (asked !== this.#asked) return
      this.#set({ isAsking: false, answer: null, failure: error instanceof Error ? error.message : String(error) })
      this.#map.follow(null)
    }
  }

  #draw(): void {
    const { answer, direction } = this.#state
    if (answer !== null) this.#map.follow((topology) => wayOf(answer, direction, topology))
  }

  #set(changes: Partial<AskState>): void {
    this.#state = { ...this.#state, ...changes }
    for (const listener of this.#listeners) listener()
  }
}
