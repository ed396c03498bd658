import { words } from '#core/words.ts'

/** Words of courtesy, plain: a message of nothing else thanks and asks nothing. */
const courtesy = new Set(
  `a anh ban cac cam can bo chao chi chung da dc du duoc e em giai giup hieu ho hoi ich kinh luat minh nhe nhieu
  nhiet tinh nha nho ok oke okay okie on phong qua rat ro roi sac so tam thank thanks thankyou the thi toi tot tra
  tro truoc va van vang vay you very much uhm uh um xin loi ah ak a`
    .split(/\s+/)
    .filter(Boolean),
)
const thanking = /\b(cam on|thanks?|thank you|thankyou|ok|oke|okay|vang|da hieu|hieu roi|ro roi)\b/

/** Whether a reply to an answer is courtesy only ("cảm ơn Sở nhiều ạ"), so that nothing must be reopened. */
export function isThanks(text: string): boolean {
  if (text.includes('?')) return false
  const plain = words(text).map((word) => word.plain)
  if (plain.length === 0) return !/[\p{L}\p{N}]/u.test(text)
  if (plain.length > 12) return false
  return thanking.test(plain.join(' ')) && plain.every((word) => courtesy.has(word))
}
