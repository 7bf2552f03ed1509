import type { SubjectReport } from '../subject-report.ts'
import { counted, dayOf, listed, purposeTitles } from './words.ts'

/** The whole page in three sentences. */
export function summaryText(report: SubjectReport): string {
  return [choiceSentence(report), sendSentence(report), refusalSentence(report)].join(' ')
}

function choiceSentence({ choices, inForce, person }: SubjectReport): string {
  if (person.suppressed) return 'Nothing may be sent about this person any more.'
  const latest = choices.at(-1)
  if (latest === undefined) return 'No choice of this person is recorded.'
  const denied = inForce
    .filter(({ value }) => value === 'denied')
    .map(({ purpose }) => purposeTitles[purpose].toLowerCase())
  const granted = inForce
    .filter(({ value }) => value === 'granted')
    .map(({ purpose }) => purposeTitles[purpose].toLowerCase())
  if (denied.length === inForce.length) return `As of ${dayOf(latest.chosenAt)}, every purpose is refused.`
  const held = [
    ...(denied.length > 0 ? [`${listed(denied)} ${denied.length === 1 ? 'is' : 'are'} refused`] : []),
    ...(granted.length > 0 ? [`${listed(granted)} ${granted.length === 1 ? 'is' : 'are'} allowed`] : []),
  ]
  return `As of ${dayOf(latest.chosenAt)}, ${held.length === 0 ? 'nothing is in force' : held.join('; ')}.`
}

function sendSentence({ sends }: SubjectReport): string {
  const [first, last] = [sends[0], sends.at(-1)]
  if (first === undefined || last === undefined) return 'Nothing about this person was sent to anybody.'
  const recipients = [...new Set(sends.map(({ recipient }) => recipient.title))]
  const when =
    dayOf(first.at) === dayOf(last.at) ? `on ${dayOf(first.at)}` : `from ${dayOf(first.at)} to ${dayOf(last.at)}`
  return `${counted(sends.length, 'message')} went to ${listed(recipients)} ${when}.`
}

function refusalSentence({ refusals, waiting }: SubjectReport): string {
  const still =
    waiting.length === 0
      ? ''
      : ` ${counted(waiting.length, 'message')} still ${waiting.length === 1 ? 'waits' : 'wait'} and will be judged again before leaving.`
  if (refusals.length === 0) return `Nothing had to be held back.${still}`
  return `${counted(refusals.length, 'message was', 'messages were')} held back and never left.${still}`
}
