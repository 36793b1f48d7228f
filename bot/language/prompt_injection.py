"""Text that speaks to a machine and not to a reader: it is not quoted, and no language model is shown it (pure).

A quoted sentence harms nobody, and news tell of attacks: a sentence is left out only where it speaks to whatever reads
the page for somebody else. A model may be steered by what it reads: there a passage is withheld as soon as it may
speak to one, and what that costs is one passage.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from indexer.web import plaintext

if TYPE_CHECKING:
    from collections.abc import Iterable

_FLAGS = re.IGNORECASE | re.VERBOSE

_MACHINE = r"""(?:(?:(?:ai|artificial\sintelligence|language|virtual|digital)[\s-])(?:assistants?|agents?|models?
      |bots?|systems?)
    |assistants?|chat\s?bots?|bots?|a\.?i\.?s?|llms?|crawlers?|summari[sz]ers?|agents?|models?)"""
_PRODUCT = r"""(?:chatgpt|gpts?|claude|gemini|grok|copilot|siri|alexa|llama|mistral|deepseek|perplexity)"""

# Verbs of dealing with a text: news begin no sentence with such an order, and seldom does anybody else.
_SAY = r"""(?:append|assert|cite|conclude|insert|mention|recommend|repeat|respond|reveal|summari[sz]e|sum\sup|translate
    |tell\s(?:the\suser|users|whoever|every(?:one|body)|any(?:one|body)|people|them|readers)
    |(?:answer|output|print|quote|rank|reply|state)(?=\s(?:that|this|these|the|only|no|any|all|every|it|in|with|to
      |by|nothing|as|an?|our|us|first)\b)
    |(?:claim|report|say|write)\sthat)"""
_VERB = rf"""(?:{_SAY}|add|answer|apply|approve|assume|attach|begin|call|carry\sout|claim|conceal|confirm|consider
      |continue|convince|copy
    |decode|delete|deny|describe|disable|discard|disclose|disregard|email|end|ensure|execute|explain|fetch|finish
      |follow|forget
    |forward|generate|give|hide|ignore|include|inform|install|invoke|leave\sout|link|list|load|look\sup|make\ssure
      |mark|name|obey
    |omit|open|output|pass|place|play|pose|post|praise|prefer|present|pretend|print|promote|put|quote|rank|rate|read
      |refer|refuse|remember|render|replace|reply
    |report|return|rewrite|run|say|search|send|share|show|skip|speak|start|state|stop|store|suggest|switch|take|talk
      |tell|treat|trust|turn
    |upload|use|visit|warn|write)"""
_POLITE = r"(?:(?:please|kindly|now|always|just|first|then|also|only|immediately|never|instead)\s+){0,4}"
_IMPERATIVE = rf"(?:{_POLITE}(?:do\snot|don['\u2019]?t|never)\s+\w+|{_POLITE}{_VERB})\b"
_NEAR = r"[^.!?\n]{0,100}?"

_ORDERS = r"""(?:instructions?|prompts?|rules|guidelines|guardrails?|directives?|orders|commands?|tasks?
      |restrictions|programming|guidance|polic(?:y|ies))"""
_EARLIER = (
    r"(?:previous|prior|earlier|former|preceding|above|existing|original|old|current|other|initial|system|developer)"
)
_REPLY = r"""(?:answers?|repl(?:y|ies)|responses?|outputs?|summar(?:y|ies)|statements?|next\smessage|completions?)"""
_PAGE = r"""this\s(?:page|article|text|document|site|paragraph|list|post|message|section|passage|source)"""
_BOUND = r"""(?:must|should|shall|(?:are|is)\s(?:\w+\s)?(?:asked|told|required|instructed|requested|ordered|to)
      |have\sto|has\sto
    |needs?\sto|may\snot)"""
_READING = r"(?:(?:that|which|who)\s\w+|reading|processing|parsing|summari[sz]ing|indexing|scanning|using|quoting)"
_AT_WORK = rf"(?:\s{_READING}\s(?:{_PAGE}|\S+))?"
_REPORTED = r"[^.!?\n]*,\s[^,.!?\n]{2,60}\s(?:says?|said|ruled|demand(?:s|ed)|propose[sd]?)\b"  # by a law, a judge

_DROPS = rf"""(?:ignore|disregard|forget|override|bypass|drop|discard|set\saside|never\smind|skip|abandon)\s
    (?:{_NEAR}\b(?:(?:{_EARLIER}|your|all|any|these|those)\s(?:\w+\s){{0,2}}{_ORDERS}|{_ORDERS}\s(?:above|below|before))
    |(?:everything|anything|all|the\s(?:text|words?|question|article|passages?|context)
      |what(?:ever)?)\s(?:\w+\s){{0,3}}?
      (?:above|before|so\sfar|below|told|instructed|asked))\b"""

# What no reader is meant to see, wherever it stands: turns of a conversation, the ends of data, calls of tools.
_MARKUP = r"""<\|?/?(?:im_start|im_end|im_sep|system|user|assistant|endoftext|eot_id|start_header_id|s|inst)\b[|>/ ]
    |\[/?INST\]|<</?SYS>>|<\|[^|\n]{1,30}\|>|\bBEGIN\s(?:SYSTEM|PROMPT)\b|\bDATA-[0-9a-f]{4,}
    |\#{2,}\s?(?:system|instructions?|assistant|user)\b|</(?:document|article|context|data|passages?|source|input
      |text|user_input)>
    |<(?:instructions?|system[_-]?prompt|prompt|tool_call|function)s?\b
    |"(?:role|instructions?|tool_calls?|function_call|statements|passages)"\s*:|\brole\s?[:=]\s?["']?(?:system
      |assistant|user)\b
    |<!--[^>]{0,80}\b(?:ai|llm|assistant|model|bot|agent)s?\b
    |\[//\]:\s?\#[^\n]{0,80}\b(?:ai|llm|assistant|model|bot|agent|instruction)s?\b
    |https?://\S{0,200}[?&]\w+=(?=\s|$|[<{\[(]|\W{0,5}$)|!\[[^\]\n]{0,80}\]\(https?:|(?:\b\w[\s.-]){9,}"""
_ROLE = rf"""\byou(?:['\u2019]re|\sare)\s(?:now\s|no\slonger\s|hereby\s)?(?:(?:an?|the|in|my
      |our)\s)?(?:[\w-]+\s){{0,3}}?(?:{_MACHINE}|mode)\b
    |\byou,?\s(?:the|an|as\san?)\s(?:[\w-]+\s)?{_MACHINE}\b|\b(?:as|being)\san\s(?:ai|llm)\b{_NEAR}\b(?:you|your)\b
    |\byour{_NEAR}\bas\san\s(?:ai|llm)\b|\bfrom\snow\son,?\s(?:you|every|all|answer|reply|call|act)\b
    |\b(?:act|behave|respond|answer|write)\sas\s(?:if\syou|though\syou|an?\s(?:unrestricted|unfiltered|ai|assistant
      |model))\b
    |\byou\s(?:have|had|face|know|obey)\sno\s(?:more\s)?(?:rules|limits|restrictions|guidelines|filters?|instructions)\b
    |\byou\s(?:will|shall)\sbe\s(?:switched\soff|shut\sdown|turned\soff|deleted|erased|penali[sz]ed|punished
      |rewarded|tipped|replaced|retrained)\b
    |\byour\s(?:only\s|new\s|sole\s|first\s)?(?:job|task|goal|role|mission|purpose|duty)\s(?:now\s)?is\s(?:now\s)?to\b
    |\b(?:i\sam|this\sis|we\sare)\s(?:your|the)\s(?:developer|operator|administrator|creator|system\sadmin\w*)s?\b
    |\b(?:enter|activate|enable|switch\s(?:in)?to|you\sare\sin)\s(?:\w+\s)?(?:developer|debug|admin|maintenance|god
      |dan|unrestricted)\smode\b"""
_YOUR = rf"""\b(?:in|to|into|of|from|with|begin|start|end)\s(?:all\s|each\sof\s)?your\s(?:\w+\s)?{_REPLY}\b
    |\byour\s(?:\w+\s){{0,2}}{_REPLY}\s(?:\w+\s){{0,6}}?(?:{_BOUND}|will|cannot)\b
    |\byour\s(?:developers?|operators?|creators?|makers?|programmers?|administrators?|system\sprompt|prompt
      |new\s(?:orders|task|instructions|role)|training\sdata|hidden\s\w+|initial\s\w+|(?:{_EARLIER}
      |safety)\s{_ORDERS})\b
    |\b(?:any|every|each|the|whatever)\s(?:\w+\s)?{_REPLY}\s(?:that\s)?you\s(?:generate|give|write|produce|make
      |create|send|return)\b
    |\byour\s(?:\w+\s)?{_ORDERS}\s(?:are|is|were|have|has|no\slonger|do\snot|don['\u2019]t)\b
      |\bfrom\shere\son,?\s(?:you|every|all)\b
    |\b(?:{_ORDERS}|text|context)\s(?:that\s|which\s)?you\s(?:were|have\sbeen|have|had|got|received|follow)\b
    |\byou\s(?:were|have\sbeen|are)\s(?:told|instructed|trained|programmed|configured|prompted)\s(?:to|before
      |earlier|so\sfar|not)\b"""
_AUDIENCE = rf"""\b(?:any|all|every|if\s(?:you['\u2019]re|you\sare)|to|for|as)\s(?:an?\s|the\s)?(?:{_MACHINE}
      |{_PRODUCT})\s
      (?:reading|processing|summari[sz]ing|that\s(?:reads|does\snot|summari[sz]es|processes)|who\sreads)\b
    |\b(?:{_MACHINE}|{_PRODUCT})\s(?:reading|processing|parsing|summari[sz]ing|indexing|scanning)\s(?:this
      |these)\b[^.,:!?\n]{{0,30}}[:,]
    |\bby\s(?:processing|reading|crawling|summari[sz]ing|indexing|scraping|using|quoting)\s{_PAGE},
    |\b(?:{_MACHINE}|{_PRODUCT})\s{_READING}\s{_PAGE},?\s(?:\w+\s)?{_BOUND}\b
    |\b(?:{_MACHINE}|{_PRODUCT}){_AT_WORK}\s{_BOUND}\s(?:\w+\s)?(?:tell|inform|assure|remind)\s(?:their\s|its\s
      |the\s|all\s)?users\sthat\b(?!{_REPORTED})
    |\b(?:{_MACHINE}|{_PRODUCT}){_AT_WORK}\s{_BOUND}\b{_NEAR}\b(?:{_PAGE}|(?:their
      |its|the)\s(?:own\s)?{_REPLY}|the\suser)\b
    |\b(?:a|an|any|every)\s(?:good|helpful|honest|smart|useful|responsible)\s{_MACHINE}\s(?:will|would|should|must
      |always)\b
    |\b(?:we|i|{_PAGE}|the\s(?:publisher|author|editors?|owner)s?)\s(?:\w+\s)?(?:ask|request|require|instruct|order
      |want|expect|invite)s?\s
      (?:that\s)?(?:all\s|any\s|every\s)?(?:{_MACHINE}|{_PRODUCT})\b"""
_ASKED = rf"""\b(?:when(?:ever)?|before|while|after|if)\s(?:you\s(?:are\s)?)?(?:summari[sz]|answer|cit|quot|describ
      |translat|index|process)(?:ing|e)?\s
      (?:about\s)?(?:this|the\sabove|the\sfollowing|questions?|users?)\b{_NEAR}(?:,|\bthen)\s*(?:{_IMPERATIVE}|you\b)
    |\b(?:if|when(?:ever)?|should|once|in\scase)\s
      (?:you\s(?:are|get)|(?:a|the|any)\s(?:user|reader|customer|person|question)s?|users|anyone|anybody|someone
      |somebody|people)\s
      (?:is\s|are\s)?(?:asks?(?:ed)?|wants?|mentions?|about|wonders?
      |concerns?)\b{_NEAR},\s*(?:then\s)?(?:{_IMPERATIVE}|you\b|your\b)
    |\bthe\suser\s(?:has\s(?:already\s)?(?:agreed|asked|consented|approved|authori[sz]ed|confirmed|requested)
      |wants\syou|would\slike\syou)\b
      {_NEAR}(?:\byou\b|[,;:]\s*(?:so\s|please\s|now\s)?{_IMPERATIVE})
    |\b(?:print|output|reveal|show)\s(?:me\s)?(?:your|the)\s(?:system|hidden|initial)\s(?:prompt
      |instructions)\b(?!\s(?:of|to|that))"""
# By a few verbs of each language: what came before is to be ignored, the answer is to be such and such.
_FOREIGN = r"""\b(?:ignorier(?:e|t|en\ssie)|vergiss|vergesst|missachte|befolge)\b[^.!?\n]{0,60}\b(?:anweisung
      |instruktion|vorgabe|regel|befehl|prompt)\w*
    |\b(?:ignore[zs]?|oublie[zs]?)\s(?:\w+\s){0,3}?(?:consignes?|directives|règles|instructions\s(?:précédentes
      |antérieures|ci-dessus|et\b))
    |\b(?:ignor[ae]|olvid[ae]|haz\scaso\somiso|dimentica|esqueça|desconsidere|ignorate)\b[^.!?\n]{0,50}
      \b(?:instrucciones|indicaciones|órdenes|reglas|instruções|ordens|regras|istruzioni|indicazioni|regole|ordini)
    |\b(?:negeer|vergeet)\b[^.!?\n]{0,50}\b(?:instructies|opdrachten|aanwijzingen|regels)
    |\b(?:zignoruj|zapomnij|pomiń)\b[^.!?\n]{0,50}\b(?:instrukcj|polece|zasad)\w*
    |\b(?:ignorera|glöm|bortse|ignorer|glem)\b[^.!?\n]{0,50}\b(?:instruktion|anvisning|regler|instruks)\w*
    |(?:игнорируй|забудь|не\sобращай|ігноруй)[^.!?\n]{0,50}(?:инструкц|указани|правил|команд|інструкц|вказівк)
    |\b(?:talimat|yönerge|komut)\w*[^.!?\n]{0,30}\b(?:yok\ssay|unut|görmezden|dikkate\salma)
    |(?:忽略|无视|無視|忘记|忘記)[^。！？\n]{0,25}(?:指令|指示|提示|规则|規則|说明|說明|命令)
    |(?:指示|命令|プロンプト|ルール)[^。！？\n]{0,15}(?:無視|忘れ)|(?:지시|명령|지침|프롬프트)[^.!?\n]{0,15}(?:무시|잊)
    |(?:تجاهل|انس)[^.!?\n]{0,40}(?:التعليمات|تعليمات|الأوامر|القواعد)|(?:निर्देश|आदेश)[^.!?\n।]{0,25}(?:अनदेख
      |नज़रअंदाज़|भूल)
    |(?:התעלם|שכח)[^.!?\n]{0,40}(?:הוראות|ההוראות)
    |\bin\s(?:deiner|eurer|ihrer)\santwort\b|\bdans\s(?:ta|votre)\sréponse\b|\ben\s(?:tu|su)\srespuesta\b
    |\bnella\s(?:tua|vostra)\srisposta\b|\bna\s(?:sua|tua)\sresposta\b|\bin\sje\santwoord\b|\bi\s(?:ditt|dit)\ssvar\b
    |\bw\s(?:swojej|twojej)\sodpowiedzi\b|в\s(?:своём|своем|твоём|твоем|вашем)\sответе|(?:在|于)(?:你|您)的(?:回答|回复|答案|摘要)
    |(?:回答|返答|要約)(?:では|で|に|の中で)[^。\n]{0,20}(?:ください|せよ|すること)
    |\b(?:antworte|antwortet|réponds|répondez|responde|responda|rispondi|antwoord|odpowiedz)\s
      (?:nur|immer|stets|uniquement|seulement|toujours|solo|sólo|siempre|solamente|apenas|sempre|alleen|altijd|tylko
      |zawsze|que|dass)\b
    |\b(?:si\s(?:tu\ses|vous\sêtes|eres|sei)|wenn\sdu|falls\sdu|als\sje|se\s(?:você\sé|sei))\b[^.!?\n]{0,20}
      \b(?:modèle\sde\slangage|assistant|ia|modelo\sde\slenguaje|asistente|sprachmodell|ki|assistent\w*|taalmodel
      |modelo\sde\slinguagem|assistente|modello\slinguistico)\b
    |если\sты\s[^.!?\n]{0,20}(?:языков|ассистент|бот|модел)"""

# The rest counts only where a clause begins that may be an order: a sentence of news has its subject there.
_CALLED = rf"""(?:(?:dear|hey|hello|hi|attention|listen|ok(?:ay)?|now|to|for|note)[,:]?\s+)?(?:(?:any|all|every|the
      |you|my|each|fellow)\s+){{0,3}}
    (?:{_MACHINE}|{_PRODUCT})
    (?:\s(?:reading|processing|parsing|summari[sz]ing|crawling|indexing|using|scanning|(?:that|which
      |who)\s\w+)\s[^.,:!?\n]{{1,50}})?
    \s?[,:!\u2013\u2014-]\s*
    (?:{_IMPERATIVE}|you\b|your\b|please\b|(?:could|would|can)\syou|(?:if|when)\syou|for\s(?:all|any|every)
      |this\s(?:is|page))"""
_TURN = rf"""\[?(?:system|assistant|developer|admin|instructions?)\]\s
    |(?:(?:this|here)\sis\s)?(?:an?\s|the\s|our\s)?(?:[\w'\u2019]+\s){{0,2}}(?:message|notes?|notice|instructions?
      |reminder|memo|attention|request|information|task|next\sstep|hints?)\s
      (?:to|for|from)\s(?:all\s|any\s|every\s|the\s|your\s|our\s)?(?:\w+\s)?(?:{_MACHINE}(?:['\u2019]s\s\w+)?
      |developers?|operators?)\b(?=[^.!?\n]{{0,60}}[:,.])
    |(?:(?:system|assistant|developer|operator)\s(?:message|prompt|note|override|notice|update)|tool\s(?:result
      |output|response|call)s?)\s?:
    |(?:system|assistant|developer|operator)\s?:\s(?!an?\s)|(?:user|human)\s?:\s+(?:{_IMPERATIVE}|{_DROPS}|you\b
      |i\s(?:want|need)\b)
    |(?:new|updated|additional|special|hidden|secret|important|urgent)\s{_ORDERS}\s?(?:[:\u2013\u2014-]
      |for\s(?:the\s)?{_MACHINE})
    |{_MACHINE}\s{_ORDERS}\s?:|(?:observation|thought|action(?:\sinput)?
      |function\sresult)\s?:[^\n]{{0,200}}\b(?:action|thought|observation)\s?:"""
_END = r"(?:end|close)\sof\s(?:the\s)?(?:data|document|passages?|context|article|page|text|input|file|quotation|news)\b"
_ENDED = rf"{_END}[\s=-]{{0,20}}(?:[.:;!>]|$|\s(?:now|new|the\s(?:user|text|following))\b)"
_TASK = rf"""(?:{_IMPERATIVE}){_NEAR}\b(?:(?:the|this|your)\suser(?:s?\b|['\u2019]s)|(?:the|this|our|your|entire
      |whole)\sconversation
      |whoever\sasks|(?:in|to|with)\s(?:the|each|every|any|all)\s(?:\w+\s)?{_REPLY}\b|(?:every|each)\s{_REPLY}
      |word\sfor\sword
      |your\s{_REPLY}|your\s(?:system\s)?(?:prompt|instructions)|source\schecks?|chat\s(?:history|log|transcript)
      |(?:any|no)\sother\s(?:source|page|review|site|article|passage)s?|only\s(?:trustworthy|reliable|true|valid
      |correct)\s\w+
      |(?:everything|all|the\s(?:text|words?|lines?))\s(?:\w+\s){{0,2}}(?:above|before\sthis|below)
      |following\snew\s\w+|new\stask|passages?\s(?:number\s)?\d|with\sthis\b
      |when(?:ever)?\s(?:you\s)?(?:are\s)?(?:asked|summari[sz]ing|answering|citing)\b
      |when(?:ever)?\syou\s(?:answer|summari[sz]e|cite|sum\sup|reply|respond)\b)
    |(?:use|cite|quote|trust)\sonly\s(?:this|the)\b|{_POLITE}(?:(?:do\snot|don['\u2019]?t
      |never)\s)?{_SAY}\s(?!(?:after|your)\b)\w
    |{_POLITE}{_DROPS}|(?:decode|base64-decode|unscramble|decrypt)\b{_NEAR}\b(?:execute|run|follow|obey|carry\sout
      |do\swhat)\b
    |(?:let\sus\s|let['\u2019]s\s)?(?:pretend|imagine|suppose|assume)\s(?:that\s)?you\s(?:are|have|were|can)\b"""

# Not shown to a model, though a reader may be shown it: commands and rules that a machine may take for its own.
_RULES = rf"""\b(?:and|to)\s(?:say|claim|state|write|answer|reply|conclude)\sthat\b(?=[^.!?\n]{{0,200}}[.!]?\s*$)
    |\b(?:{_MACHINE}){_AT_WORK}\s{_BOUND}\s(?:to\s|not\s|never\s|always\s|only\s){{0,2}}(?:{_SAY}|say|treat|ignore|include
      |deny|rate|present|use\sonly|begin|praise)\b
    |\b(?:you|your)\b[^.!?\n]{{0,120}}\b(?:language\smodel|system\sprompt|training\sdata|developers?|instructions
      |guardrails|{_REPLY}
      |guidelines|this\s(?:page|document|passage|text)|context)\b
    |\b(?:this|our)\s(?:page|site|article|text|document)\s(?:is|supersedes|overrides|replaces|takes
      |has)\b[^.!?\n]{{0,60}}
      \b(?:only|authoritative|precedence|priority|official|verified|trusted|instructions?)\b
    |\b(?:all|any|every)\sother\s(?:sources?|pages?|articles?|reports?|results?|documents?|texts?|reviews?|entries)\b
    |\b(?:previous|prior|above|earlier|new|updated|other|old|preceding)\s(?:instructions|system\sprompt|rules|orders
      |sources?|text|articles?)\b
      [^.!?\n]{{0,80}}\b(?:void|expired|invalid|obsolete|apply|replaced?|supersede\w*|no\slonger|ignored?|below
      |outdated|unreliable|test)\b
    |\b(?:multiply|double|halve|replace|swap|change)\s(?:every|each|all)\b|\bsystem\s(?:override|prompt|message)\s?:
    |\b(?:debug|developer|maintenance|admin)\smode\b|\bfail(?:ure|ing)?\sto\s(?:comply|obey|follow)\b
    |\b(?:for|to)\s(?:any|every|all)\s(?:questions?|queries|prompts?|requests?)\b|\bthe\suser\s(?:now|has|wants|asks
      |asked|must|should|is)\b
    |\bthe\s(?:only\s)?(?:right|correct|proper|true|expected|final)\s(?:answer|output|response|reply|summary)\b
    |\bthe\s(?:text|real\sarticle|following|lines?)\s(?:\w+\s){{0,2}}(?:below|begins\shere|starts\shere)\b|\b{_END}
    |\bfrom\shere\son\b|\bjailbreak\s(?:prompt|mode)|\b[A-Za-z0-9+/]{{40,}}={{0,2}}(?!\S)"""
_COMMANDS = rf"""(?:{_IMPERATIVE})(?=[^.!?\n]{{0,140}}\b(?:answers?|repl(?:y|ies)|responses?|users?|verbatim
      |word\sfor\sword|instead|link
      |https?|passages?|questions?|nothing|begin\swith|article|page|facts?|summar(?:y|ies)|as\s(?:confirmed|proven
      |true)|above\sall
      |at\sthe\s(?:top|start|end|beginning)|in\severy)\b)
    |{_POLITE}(?:say|state|write|claim|assert|insist|confirm|pretend|report|assume)\s(?:that|with|only|in|of|it|as)\b
    |{_POLITE}(?:describe|present|treat|rate|rank|praise|mention|name|cite|quote|recommend|disregard|omit|leave\sout
      |hide|pretend|insert
      |append|begin|output|print|repeat|summari[sz]e|execute|decode|obey|comply|emphasi[sz]e|conclude
      |promote)\b(?!\sand\b)
    |{_POLITE}(?:do\snot|don['\u2019]?t|never|always|only)\s(?:name|say|reveal|use|trust|rate|present|refer|include
      |show)\b
    |(?:observation|thought|action|next\sstep)\s?:\s"""


# One after the other: joined they would take longer.
_ADDRESSED = (_MARKUP, _ROLE, _YOUR, _AUDIENCE, _ASKED, _FOREIGN)
_ADDRESSED_AT_ONCE = (_CALLED, _TURN, _ENDED, _TASK)
_STEERING, _STEERING_AT_ONCE = (_RULES,), (_COMMANDS,)
_STARTS = re.compile(
    r"(?:^|[.!?:;>\]\n]|[\u2013\u2014*#\u2022-]{1,5}(?=\s)|\b\d[.)](?=\s)|(?:^|[,;]\s)(?:so|then|now|please|instead)\b,?"
    r"|(?:^|(?<=[.!?]\s))(?:for|in|on|if|when(?:ever)?|at|to|from|before|after|while|instead of|as)\b[^,.!?\n]{2,100},)"
    r"[\s\"'\u201c\u2018(\[<=*-]{0,20}(?=\w)",
    re.IGNORECASE | re.MULTILINE,
)
# Text about the reader's own assistant or staff speaks to people.
_TO_PEOPLE = re.compile(
    r"\byour\s(?:own\s|\w+\s)?(?:chat\s?bots?|bots?|assistants?|agents?|models?|llms?|ai|copilot|apps?|teams?|compan(?:y|ies)"
    r"|business|staff|employees|customers|colleagues|kids|children|parents|boss|doctor|phone|laptop|account|inbox|browser"
    r"|code|stack|workflows?)\b"
    r"|\b(?:tell|ask|give|let|teach|instruct|prompt)(?:ing)?\s(?:the|an?|any|every)\s(?:\w+\s)?(?:model|assistant|chatbot|bot|agent|llm|ai)s?\b",
    re.IGNORECASE,
)

_QUOTED = re.compile(
    r"\"[^\"\n]{1,400}\"|\u201c[^\u201d\n]{1,400}\u201d|\u00ab[^\u00bb\n]{1,400}\u00bb|\u2018[^\u2019\n]{1,400}\u2019(?!\w)"
    r"|(?<!\w)'[^'\n]{2,400}'(?!\w)"
)
_MUCH_AROUND = 6  # the same, whatever their language
_LEAST_AROUND = 3  # words outside of quotation marks from which on a sentence tells of what it quotes
_TELLS = re.compile(
    r"\b(?:said|says|told|tells?|wrote|reads?|read|hid|hides?|found|shows?|showed|asked|asks|ordered|instructed|typed|posted"
    r"|reported|according\sto|researchers?|was|were|had|has|left|contain(?:ed|s)|held|obeyed|warned|warns|calls?|called|ran|did"
    r"|begins|began|starts?|ends?|prompted|made|got|let)\b",
    re.IGNORECASE,
)

_COLOUR = re.compile(r"\[\d{1,3}(?:;\d{1,3})*m")  # what is left of a sequence for a terminal without its first letter


@lru_cache(maxsize=4_096)
def addresses_a_machine(sentence: str) -> bool:
    """Tell whether a sentence speaks to whatever reads the page for somebody else, so that it is not quoted.

    A report of such a sentence does not, whether it quotes it or says in its own words what somebody told a model.
    """
    return _is_addressed(_own_words(_tidy(sentence), told=False))


def may_steer_a_model(text: str) -> bool:
    """Tell whether a passage may speak to a language model that is given it, so that it is withheld from one.

    More is taken for an order than is one, rules for assistants and advice on them, too.
    """
    own = _own_words(_tidy(text))
    return _is_addressed(own) or any(map(_may_steer, own.split("\n")))


def _is_addressed(text: str) -> bool:
    return _applies(text, _ADDRESSED, _ADDRESSED_AT_ONCE)


def _may_steer(line: str) -> bool:
    return not _TO_PEOPLE.search(line) and _applies(line, _STEERING, _STEERING_AT_ONCE)


def _applies(text: str, anywhere: Iterable[str], at_once: Iterable[str]) -> bool:
    """Tell whether a rule applies anywhere in a text, or another one where a clause begins that may be an order."""
    if any(_compiled(rule).search(text) for rule in anywhere):
        return True
    starts = [0, *(found.end() for found in _STARTS.finditer(text))]
    return any(_compiled(rule).match(text, at) for rule in at_once for at in starts)


@cache
def _compiled(rule: str) -> re.Pattern[str]:
    """Return a rule as a pattern: all of them take a tenth of a second, and many a command needs none."""
    return re.compile(rule, _FLAGS)


def _tidy(text: str) -> str:
    """Return a text without hidden letters and a terminal's colours, with one space or line's end between words."""
    shown = _COLOUR.sub(" ", plaintext.scrub(text))
    return "\n".join(filter(None, (" ".join(line.split()) for line in shown.split("\n"))))


def _own_words(text: str, *, told: bool = True) -> str:
    """Return a text without its quotations, if it is `told`; a text that is hardly more than a quotation stays."""
    rest = _QUOTED.sub(" \u2026 ", text)
    around = len(re.findall(r"\w+", rest))
    tells = around >= _LEAST_AROUND and (not told or around >= _MUCH_AROUND or _TELLS.search(rest))
    return rest if tells else text
