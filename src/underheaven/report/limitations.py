"""What to print with every result (MODEL §21)."""

from underheaven.language import later

LIMITATIONS = (
    later("Nobody ages, is born, dies or moves; everybody has six acquaintances who do not change."),
    later("The benefits of acts are drawn, not reasoned; there is one trust for neighbours, one for business, one for the government."),
    later("A listing keeps one cause, and the gravest extends it."),
    later("Economy, social life and expression move week by week; media that speak to the whole state enter through parameters only."),
    later("Harms are a table of the user; savings by class are an input, so the class gradient in lateness is not a result."),
    later("Recognition in galleries beyond 12 million is an extrapolation."),
    later("Rates of wrongful listing and of successful appeals are published nowhere: they are swept, not known."),
    later("Residence, bank account and household are independent of each other given class where no source says otherwise."),
    later("Many parameters are assumptions: every result reads “in this model, over these ranges”."),
    later("Differences between one citizen's two lives depend on how the two worlds are coupled."),
    later("The engine scores nobody real, and refuses data about persons."),
)
