import { newTrial } from '../../agent/reachability/run.ts'
import type { Scene } from '../../agent/reachability/scene/scene.ts'
import type { Trial } from '../../agent/reachability/trial.ts'

/** What a run comes to when every question gets its first answer, when every one gets its second (or the last that there is), and so on. */
export const everyOutcome = <T>(scene: Scene, run: (trial: Trial) => T): T[] => {
  const outcomes: T[] = []
  let most = 1
  for (let answer = 0; answer < most; answer++) {
    const decide: Trial['decide'] = ({ answers }) => {
      most = Math.max(most, answers.length)
      return Math.min(answer, answers.length - 1)
    }
    outcomes.push(run(newTrial(scene, { decide })))
  }
  return outcomes
}
