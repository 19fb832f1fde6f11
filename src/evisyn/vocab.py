"""Closed vocabularies that the code itself branches on, and the codes of findings.

Everything about a topic (conditions, interventions, instruments, plain words) lives in
``data/datapackage.json``; a test holds that file and this module together.
"""

from __future__ import annotations

from enum import StrEnum


class Contrast(StrEnum):
    """What an estimate sets against what; only ``between_arms`` is an effect of treatment."""

    BETWEEN_ARMS = "between_arms"
    WITHIN_ARM = "within_arm"
    SINGLE_ARM = "single_arm"
    BASELINE = "baseline"
    COMPONENT = "component"


class Measure(StrEnum):
    """Effect measures that a review or a trial reports."""

    MD = "MD"
    SMD = "SMD"
    G = "g"
    RR = "RR"
    OR = "OR"
    RD = "RD"
    HR = "HR"
    IRR = "IRR"
    IRD = "IRD"
    ROM = "ROM"
    COR = "COR"
    ZCOR = "ZCOR"
    MC = "MC"
    PR = "PR"


class ModelKind(StrEnum):
    """Kind of synthesis behind a pooled estimate."""

    PAIRWISE = "pairwise"
    NETWORK = "network"
    COMPONENT = "component"
    UMBRELLA = "umbrella"
    SINGLE_ARM = "single_arm"


class IntervalKind(StrEnum):
    """What an interval is."""

    CONFIDENCE = "confidence"
    CREDIBLE = "credible"


class Side(StrEnum):
    """Side that a result, or a larger value of it, favours."""

    INTERVENTION = "intervention"
    COMPARATOR = "comparator"
    NEITHER = "neither"


class PRelation(StrEnum):
    """How a p value was printed."""

    BELOW = "<"
    EQUAL = "="
    ABOVE = ">"


class ComparatorClass(StrEnum):
    """Comparators; a claim about an effect beyond placebo needs ``sham_placebo``."""

    SHAM_PLACEBO = "sham_placebo"
    NO_TREATMENT = "no_treatment"
    USUAL_CARE = "usual_care"
    MEDICATION = "medication"
    ACTIVE = "active"
    MIXED = "mixed"
    ANY = "any"


class ReviewDesign(StrEnum):
    """Kinds of review."""

    SYSTEMATIC_REVIEW = "systematic_review"
    META_ANALYSIS = "meta_analysis"
    NETWORK_META_ANALYSIS = "network_meta_analysis"
    UMBRELLA_REVIEW = "umbrella_review"
    NARRATIVE_REVIEW = "narrative_review"
    SCOPING_REVIEW = "scoping_review"
    GUIDELINE = "guideline"
    PROTOCOL = "protocol"
    UNCLEAR = "unclear"


class TrialDesign(StrEnum):
    """Kinds of primary study."""

    RANDOMISED_PARALLEL = "randomised_parallel"
    RANDOMISED_CROSSOVER = "randomised_crossover"
    CLUSTER_RANDOMISED = "cluster_randomised"
    QUASI_RANDOMISED = "quasi_randomised"
    NON_RANDOMISED = "non_randomised"
    SINGLE_ARM = "single_arm"
    PROTOCOL = "protocol"
    SECONDARY_ANALYSIS = "secondary_analysis"
    UNCLEAR = "unclear"


class LimitationDomain(StrEnum):
    """What a limitation bears on; ``unspecified`` is never a reason in a rating."""

    RISK_OF_BIAS = "risk_of_bias"
    INCONSISTENCY = "inconsistency"
    INDIRECTNESS = "indirectness"
    IMPRECISION = "imprecision"
    PUBLICATION_BIAS = "publication_bias"
    REVIEW_PROCESS = "review_process"
    POPULATION = "population"
    INTERVENTION = "intervention"
    OUTCOME_MEASUREMENT = "outcome_measurement"
    REPORTING = "reporting"
    UNSPECIFIED = "unspecified"


class CertaintyLevel(StrEnum):
    """Certainty of evidence as a review reports it."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    VERY_LOW = "very_low"


class ThresholdKind(StrEnum):
    """A within-person threshold says nothing about a difference between arms."""

    WITHIN_PERSON = "within_person"
    BETWEEN_GROUP = "between_group"


class UnitOfAnalysis(StrEnum):
    """What safety counts count."""

    PERSON = "person"
    SESSION = "session"
    MANIPULATION = "manipulation"
    MIXED = "mixed"


class PoolableFrom(StrEnum):
    """Figures of a trial row from which an effect and its error can be had."""

    ESTIMATE_CI = "estimate_ci"
    ARM_MEANS = "arm_means"
    ARM_CI = "arm_ci"
    SMD_AND_N = "smd_and_n"
    ESTIMATE_P = "estimate_p"
    ARM_EVENTS = "arm_events"
    ESTIMATE_SE = "estimate_se"
    R_AND_N = "r_and_n"


class Use(StrEnum):
    """Whether an odd row may enter a range, a forest, a count or a verdict."""

    SHOW = "show"
    SHOW_NOT_SUMMARISE = "show_not_summarise"


class Action(StrEnum):
    """What an entry of the corrections table does."""

    ACCEPT = "accept"
    REPLACE = "replace"


class FindingCode(StrEnum):
    """Stable names of the rules that a finding can come from."""

    # files and their form
    MISSING_FILE = "missing_file"
    EXTRA_FILE = "extra_file"
    EMPTY_FILE = "empty_file"
    NO_ROWS = "no_rows"
    WRONG_ENCODING = "wrong_encoding"
    NUL_BYTE = "nul_byte"
    WRONG_DELIMITER = "wrong_delimiter"
    UNCLOSED_QUOTE = "unclosed_quote"
    STRAY_QUOTE = "stray_quote"
    ROW_LENGTH = "row_length"
    EMPTY_ROW = "empty_row"
    INVALID_CONTRACT = "invalid_contract"
    # columns
    MISSING_COLUMN = "missing_column"
    UNKNOWN_COLUMN = "unknown_column"
    RENAMED_COLUMN = "renamed_column"
    DUPLICATE_COLUMN = "duplicate_column"
    # cells
    REQUIRED = "required"
    STRAY_WHITESPACE = "stray_whitespace"
    NOT_A_NUMBER = "not_a_number"
    NOT_AN_INTEGER = "not_an_integer"
    NOT_A_DATE = "not_a_date"
    DECIMAL_COMMA = "decimal_comma"
    THOUSANDS_SEPARATOR = "thousands_separator"
    SPREADSHEET_DATE = "spreadsheet_date"
    PLACEHOLDER = "placeholder"
    INFINITE = "infinite"
    UNICODE_SIGN = "unicode_sign"
    UNIT_IN_CELL = "unit_in_cell"
    RELATION_IN_CELL = "relation_in_cell"
    NOT_IN_VOCABULARY = "not_in_vocabulary"
    REPEATED_IN_LIST = "repeated_in_list"
    OUT_OF_RANGE = "out_of_range"
    PATTERN = "pattern"
    # keys
    DUPLICATE_KEY = "duplicate_key"
    NOT_UNIQUE = "not_unique"
    UNKNOWN_REFERENCE = "unknown_reference"
    SELF_REFERENCE = "self_reference"
    # rules between columns
    CONDITION_REQUIRED = "condition_required"
    CONDITION_EMPTY = "condition_empty"
    CONDITION_VALUE = "condition_value"
    INTERVAL_REVERSED = "interval_reversed"
    ESTIMATE_OUTSIDE_INTERVAL = "estimate_outside_interval"
    RANGE_REVERSED = "range_reversed"
    TOO_FEW_PARTICIPANTS = "too_few_participants"
    PART_ABOVE_WHOLE = "part_above_whole"
    EVENTS_ABOVE_N = "events_above_n"
    PUBLISHED_BEFORE_SEARCH = "published_before_search"
    # corrections
    CORRECTION_NO_ROW = "correction_no_row"
    CORRECTION_NO_COLUMN = "correction_no_column"
    CORRECTION_OTHER_ROW = "correction_other_row"
    CORRECTION_CONFLICT = "correction_conflict"
    CORRECTION_EXPECTS = "correction_expects"
    CORRECTION_OUT_OF_DATE = "correction_out_of_date"
    CORRECTION_USE_DIFFERS = "correction_use_differs"
    # bibliography
    BIBLIOGRAPHY_MISSING = "bibliography_missing"
    BIBLIOGRAPHY_ORPHAN = "bibliography_orphan"
    BIBLIOGRAPHY_INVALID = "bibliography_invalid"
