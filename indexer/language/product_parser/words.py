"""Words that tell a product's name from what only looks like one (pure).

None of these lists is one of products that exist: a new line is read by its form. They hold what English has to say of
names: variants, what precedes a number that is no version, and what a number counts.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(text.split())


# Variants: each names another product than the name without it.
FIRM = _words(
    """
    pro mini nano micro max ultra lite light plus turbo flash air fast large small medium tiny xl xxl se ti super
    heavy codex coder code spark verified vision vl audio voice realtime image video embedding reranker thinking
    reasoning reasoner deep think research robotics omni live multimodal multilingual distill guard math base diamond
    enterprise high low xhigh minimal edge nx ui
    """
)
# Those that leave it the same product in another state.
SOFT = _words("preview exp experimental latest beta alpha instruct chat it rc ga")
TIERS = FIRM | SOFT
# Those that are read in lower case too, after a space: they are no English words.
PLAIN_TIERS = _words("pro mini nano turbo lite ultra codex flash instruct")
# Those that make a name of a word with a capital without any version: "SWE-bench Verified", "MacBook Air".
NAMING = _words("pro mini nano max ultra lite plus turbo flash air verified diamond codex")

# Lines whose names are written in lower case, too; with capitals any word will do.
KNOWN = _words(
    """
    gpt chatgpt claude opus sonnet haiku gemini gemma llama maverick scout behemoth qwen qwq deepseek mistral
    mixtral magistral codestral devstral ministral pixtral grok phi kimi glm ernie hunyuan yi falcon nova olmo
    granite jamba command minimax nemotron dbrx starcoder sora veo imagen midjourney flux whisper dall-e codex
    copilot cursor pytorch tensorflow cuda rocm tpu rtx iphone pixel swe-bench bench arc agi mythos
    """
)
# Those of them that stand after a version as a name of its own, "Llama 4 Scout"; the others begin another name there.
CODENAMES = _words("opus sonnet haiku maverick scout behemoth mythos")
MAKERS = _words(
    """
    openai anthropic google meta microsoft nvidia amd intel apple amazon aws xai alibaba tencent baidu huawei ibm
    samsung azure databricks cohere bytedance moonshot zhipu zai deepmind instinct geforce hugging face
    """
)
# Words with a capital that no version belongs to.
NO_HEAD = _words(
    """
    a about above after all almost already also among an and another any are around as at before after below
    between both but by can could did do does down during each every few first for from had has have he her his how
    i if in into is it its just last less many may more most nearly new next no not now of off on once one only or
    other our out over per roughly same she since so some still such than that the their them then there these they
    this those through to top under until up was we were what when where which while who why will with within
    without would you your yet january february march april june july august september october november december jan
    feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue
    tues wed thu thur thurs fri sat sun spring summer autumn fall winter course courses game chapter section
    article title part phase
    stage level day week month year quarter round tier series no number page room route area group grade class step
    rule item point question figure table volume issue season episode act bill proposition amendment line track unit
    lot gate flight exit highway interstate building floor block category type age aged era bucket zone district
    group fortune nasdaq ftse russell forbes nikkei dow dax sp covid catch apollo usd eur gbp jpy cny rmb chf cad
    aud inr krw q h fy am pm est pst utc gmt ad bc vol fig pt ch sec art nr raises adds plans gets hits cuts buys
    lays fires hires names launches opens ships sells invests tops sees wins loses releases unveils announces says
    expects acquires signs lands secures nears makes takes needs reveals shows joins beats spends pays offers faces
    sues drops builds tests introduces debuts raised added spent paid cut versions version v mid pre post sub non ex
    under re anti
    """
)
# Words with a capital that follow a version and are no codename.
NO_CODENAME = _words(
    """
    api apis sdk llm llms ai ceo cto app apps model models series family gpu gpus chip chips system card team cli
    ide users bench vs and or the a an in on at for to of with by from is are was has will as it its tops beats
    launches costs gets takes wins now here today release launch review benchmark benchmarks price pricing context
    """
)
# What makes the number before it a count, whatever stands before the number.
UNITS = _words(
    """
    percent per pct million billion trillion thousand hundred bn mn tn m b k years months weeks days hours minutes
    seconds year month week day hour minute times dollars euros cents pounds points basis gigawatts megawatts gw mw
    kw gb tb mb petaflops teraflops tokens parameters other others more new people employees engineers workers
    startups companies countries jobs x fold st nd rd th
    """
)
# The same, where a company stands before the number: "OpenAI 4 models".
COUNTED = _words("models users customers offices researchers executives data products chips deals")

NO_CODES = _words("x q h g fy s w y b t f co mp utf sha md ipv web top ec")
# What may stand after a whole number in a list that is a version: "Gemma 3 and 4 differ".
VERBS = _words(
    """
    is are was were will would have has had both can could may and or differ cost costs came come do does did on in
    at by from with for to
    """
)
WEAK = _words("bench model family")
