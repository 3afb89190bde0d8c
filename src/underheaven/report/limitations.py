"""What to print with every result (MODEL §21)."""

LIMITATIONS = (
    "Nobody ages, is born, dies or moves; everybody has six acquaintances who do not change.",
    "The benefits of acts are drawn, not reasoned; there is one trust for neighbours, one for business, one for the government.",
    "A listing keeps one cause, and the gravest extends it.",
    "Economy, social life and expression move week by week; media that speak to the whole state enter through parameters only.",
    "Harms are a table of the user; savings by class are an input, so the class gradient in lateness is not a result.",
    "Recognition in galleries beyond 12 million is an extrapolation.",
    "Rates of wrongful listing and of successful appeals are published nowhere: they are swept, not known.",
    "Residence, bank account and household are independent of each other given class where no source says otherwise.",
    "Many parameters are assumptions: every result reads “in this model, over these ranges”.",
    "Differences between one citizen's two lives depend on how the two worlds are coupled.",
    "The engine scores nobody real, and refuses data about persons.",
)
