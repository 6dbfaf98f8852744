"""The Types of attributes whose action in Table E.1-1 depends on them (PS3.3, PS3.5 7.4). Generated.

Source: the JSON maps of PS3.3 in highdicom 0.28.2, see generate_types.py for their digests.

MODULES: for each module its attributes: the path of sequences to it, itself last, as hexadecimal tags; and the Type.
What is not listed is of Type 3 there, or no part of the module.
CLASSES: for each storage SOP class the modules of its IOD, whether mandatory or not.
"""

MODULES: dict[str, dict[str, str]] = {
    "acquisition-context": {
        "00400555": "2",
    },
    "advanced-blending-presentation-state": {
        "00701B01/00081140": "1C",
        "00701B01/00283110/00081140": "1C",
    },
    "approval": {
        "300E0008": "2C",
    },
    "autorefraction-measurements-series": {
        "00081111": "1C",
    },
    "breast-projection-x-ray-image-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
        "52009229/00081140": "2",
        "52009229/00089124/00082112": "2",
        "52009230/00081140": "2",
        "52009230/00089124/00082112": "2",
    },
    "breast-tomosynthesis-acquisition": {
        "00189507/00082112": "1C",
        "00189507/00180010": "1C",
        "00189507/00189516": "1C",
        "00189507/00189517": "1C",
    },
    "breast-tomosynthesis-contributing-sources": {
        "00189506/0008002A": "1C",
        "00189506/00081010": "1C",
        "00189506/00081070": "1C",
        "00189506/00081072": "1C",
        "00189506/00081072/00080080": "1C",
        "00189506/00081072/00080082": "1C",
        "00189506/00081072/00401101": "1",
        "00189506/00181000": "1C",
        "00189506/00181030": "1C",
        "00189506/0018700A": "1",
        "00189506/0018700C": "1",
        "00189506/0018700E": "1",
    },
    "breast-tomosynthesis-image-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
        "52009229/00081140": "2",
        "52009229/00089124/00082112": "2",
        "52009230/00081140": "2",
        "52009230/00089124/00082112": "2",
    },
    "c-arm-photon-electron-delivery-device": {
        "300A0614/00181000": "2",
        "300A064D/00181000": "2",
        "300A0651/00181000": "2",
        "300A0662/00181000": "2",
        "300A066A/00181000": "2",
        "300A0671/00181000": "2",
        "300A0673/00181000": "2",
    },
    "color-palette-definition": {
        "00700086/00080080": "1C",
        "00700086/00080082": "1C",
        "00700086/00401101": "1",
    },
    "confocal-microscopy-image-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
        "52009229/00081140": "2",
        "52009229/00089124/00082112": "2",
        "52009230/00081140": "2",
        "52009230/00089124/00082112": "2",
    },
    "confocal-microscopy-tiled-pyramidal-image-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
        "52009229/00081140": "2",
        "52009229/00089124/00082112": "2",
        "52009230/00081140": "2",
        "52009230/00089124/00082112": "2",
    },
    "content-assessment-results": {
        "00820017/00080080": "2",
        "00820017/00080082": "2",
        "00820017/00081010": "2C",
        "00820017/00401101": "2C",
    },
    "contrast-bolus": {
        "00180010": "2",
    },
    "corneal-topography-map-analysis": {
        "00082112": "1",
    },
    "corneal-topography-map-image": {
        "00080023": "1",
        "0008002A": "1",
        "00080033": "1",
    },
    "corneal-topography-map-series": {
        "00081111": "1C",
    },
    "ct-image": {
        "300A079F/300A0790/300A078F/00181000": "2",
    },
    "ct-series": {
        "00081111": "1C",
    },
    "deformable-spatial-registration": {
        "00080023": "1",
        "00080033": "1",
        "00640002/00081140": "1C",
        "00700086/00080080": "1C",
        "00700086/00080082": "1C",
        "00700086/00401101": "1",
    },
    "displayed-area": {
        "0070005A/00081140": "1C",
    },
    "dx-series": {
        "00081111": "1C",
    },
    "encapsulated-document": {
        "00080023": "2",
        "0008002A": "2",
        "00080033": "2",
        "0040A730/0040A032": "1C",
        "0040A730/0040A730": "1C",
    },
    "enhanced-ct-image": {
        "0008002A": "1C",
        "300A079F/300A0790/300A078F/00181000": "2",
    },
    "enhanced-ct-image-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
        "52009229/00081140": "2",
        "52009229/00089124/00082112": "2",
        "52009230/00081140": "2",
        "52009230/00089124/00082112": "2",
    },
    "enhanced-general-equipment": {
        "00181000": "1",
    },
    "enhanced-mammography-image": {
        "0008002A": "1",
    },
    "enhanced-mammography-series": {
        "00081111": "1C",
    },
    "enhanced-mr-color-image-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
        "52009229/00081140": "2",
        "52009229/00089124/00082112": "2",
        "52009230/00081140": "2",
        "52009230/00089124/00082112": "2",
    },
    "enhanced-mr-image": {
        "0008002A": "1C",
        "300A079F/300A0790/300A078F/00181000": "2",
    },
    "enhanced-mr-image-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
        "52009229/00081140": "2",
        "52009229/00089124/00082112": "2",
        "52009230/00081140": "2",
        "52009230/00089124/00082112": "2",
    },
    "enhanced-pet-image": {
        "0008002A": "1C",
        "300A079F/300A0790/300A078F/00181000": "2",
    },
    "enhanced-pet-image-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
        "52009229/00081140": "2",
        "52009229/00089124/00082112": "2",
        "52009230/00081140": "2",
        "52009230/00089124/00082112": "2",
    },
    "enhanced-pet-series": {
        "00081111": "1C",
    },
    "enhanced-rt-image-device": {
        "30020117/00181000": "2",
        "300A064D/00181000": "2",
        "300A0671/00181000": "2",
        "300A0686/00181000": "2",
    },
    "enhanced-rt-image-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
        "52009229/00081140": "2",
        "52009229/00089124/00082112": "2",
        "52009229/3002010C/3002010A/00189556/00181000": "2",
        "52009230/00081140": "2",
        "52009230/00089124/00082112": "2",
        "52009230/3002010C/3002010A/00189556/00181000": "2",
    },
    "enhanced-rt-series": {
        "00080021": "1",
        "00080031": "1",
        "00081111": "1C",
    },
    "enhanced-series": {
        "00081111": "1C",
    },
    "enhanced-us-image": {
        "0008002A": "1",
        "00082112": "1C",
        "00185011/00181000": "2",
    },
    "enhanced-us-series": {
        "00081111": "1C",
    },
    "enhanced-us-volume-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
        "52009229/00081140": "2",
        "52009229/00089124/00082112": "2",
        "52009230/00081140": "2",
        "52009230/00089124/00082112": "2",
    },
    "enhanced-xa-image-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
        "52009229/00081140": "2",
        "52009229/00089124/00082112": "2",
        "52009230/00081140": "2",
        "52009230/00089124/00082112": "2",
    },
    "enhanced-xa-xrf-image": {
        "0008002A": "1",
    },
    "enhanced-xrf-image-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
        "52009229/00081140": "2",
        "52009229/00089124/00082112": "2",
        "52009230/00081140": "2",
        "52009230/00089124/00082112": "2",
    },
    "general-image": {
        "00080023": "2C",
        "00080033": "2C",
    },
    "general-ophthalmic-refractive-measurements": {
        "00080023": "1",
        "00080033": "1",
    },
    "general-series": {
        "00081052/00080080": "1C",
        "00081052/00080082": "1C",
        "00081052/00401101": "1",
        "00081072/00080080": "1C",
        "00081072/00080082": "1C",
        "00081072/00401101": "1",
    },
    "general-study": {
        "00080096/00080080": "1C",
        "00080096/00080082": "1C",
        "00080096/00401101": "1",
        "0008009D/00080080": "1C",
        "0008009D/00080082": "1C",
        "0008009D/00401101": "1",
        "00081049/00080080": "1C",
        "00081049/00080082": "1C",
        "00081049/00401101": "1",
        "00081062/00080080": "1C",
        "00081062/00080082": "1C",
        "00081062/00401101": "1",
    },
    "graphic-annotation": {
        "00700001": "1",
        "00700001/00081140": "1C",
    },
    "height-map-segmentation-image": {
        "00620002/00700086/00080080": "1C",
        "00620002/00700086/00080082": "1C",
        "00620002/00700086/00401101": "1",
        "00700086/00080080": "1C",
        "00700086/00080082": "1C",
        "00700086/00401101": "1",
    },
    "height-map-segmentation-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
        "52009229/00081140": "2",
        "52009229/00089124/00082112": "2",
        "52009230/00081140": "2",
        "52009230/00089124/00082112": "2",
    },
    "instructions": {
        "00189914/00189919": "2C",
    },
    "intraocular-lens-calculations-series": {
        "00081111": "1C",
    },
    "intravascular-oct-image": {
        "0008002A": "1",
    },
    "intravascular-oct-series": {
        "00081111": "1C",
    },
    "intravascular-optical-coherence-tomography-image-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
        "52009229/00089124/00082112": "2",
        "52009230/00089124/00082112": "2",
    },
    "inventory": {
        "00080023": "1",
        "00080033": "1",
        "00080423/00080096/00080080": "1C",
        "00080423/00080096/00080082": "1C",
        "00080423/00080096/00401101": "1",
        "00080423/0008009D/00080080": "1C",
        "00080423/0008009D/00080082": "1C",
        "00080423/0008009D/00401101": "1",
        "00080423/00080424/00080425/0040A370/00081110": "2",
        "00080423/00080424/00080425/0040A370/00321060": "2",
        "00080423/00081049/00080080": "1C",
        "00080423/00081049/00080082": "1C",
        "00080423/00081049/00401101": "1",
        "00080423/00081062/00080080": "1C",
        "00080423/00081062/00080082": "1C",
        "00080423/00081062/00401101": "1",
        "00080423/00100020": "2",
        "00080423/00101002/00100020": "2",
    },
    "keratometry-measurements-series": {
        "00081111": "1C",
    },
    "key-object-document": {
        "00080023": "1",
        "00080033": "1",
        "0040A370/00081110": "2",
        "0040A370/00321060": "2",
    },
    "key-object-document-series": {
        "00081111": "2",
    },
    "legacy-converted-enhanced-ct-image-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
        "52009229/00081140": "2",
        "52009229/00089124/00082112": "2",
        "52009230/00081140": "2",
        "52009230/00089124/00082112": "2",
    },
    "legacy-converted-enhanced-mr-image-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
        "52009229/00081140": "2",
        "52009229/00089124/00082112": "2",
        "52009230/00081140": "2",
        "52009230/00089124/00082112": "2",
    },
    "legacy-converted-enhanced-pet-image-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
        "52009229/00081140": "2",
        "52009229/00089124/00082112": "2",
        "52009230/00081140": "2",
        "52009230/00089124/00082112": "2",
    },
    "lensometry-measurements-series": {
        "00081111": "1C",
    },
    "microscopy-bulk-simple-annotations": {
        "00080023": "1",
        "00080033": "1",
        "00081140": "1C",
        "00700086/00080080": "1C",
        "00700086/00080082": "1C",
        "00700086/00401101": "1",
    },
    "microscopy-bulk-simple-annotations-series": {
        "00081111": "1C",
    },
    "mr-image": {
        "300A079F/300A0790/300A078F/00181000": "2",
    },
    "mr-series": {
        "00081111": "1C",
    },
    "mr-spectroscopy": {
        "0008002A": "1C",
    },
    "mr-spectroscopy-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
        "52009229/00081140": "2",
        "52009229/00089124/00082112": "2",
        "52009230/00081140": "2",
        "52009230/00089124/00082112": "2",
    },
    "multi-frame-grayscale-byte-secondary-capture-image-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
    },
    "multi-frame-grayscale-word-secondary-capture-image-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
    },
    "multi-frame-true-color-secondary-capture-image-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
    },
    "ophthalmic-axial-measurements-series": {
        "00081111": "1C",
    },
    "ophthalmic-optical-coherence-tomography-b-scan-volume-analysis-image": {
        "00080023": "1",
        "00080033": "1",
    },
    "ophthalmic-optical-coherence-tomography-b-scan-volume-analysis-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
        "52009229/00081140": "2",
        "52009229/00089124/00082112": "2",
        "52009230/00081140": "2",
        "52009230/00089124/00082112": "2",
    },
    "ophthalmic-optical-coherence-tomography-en-face-image": {
        "00080023": "1",
        "00080033": "1",
        "00082112": "1",
    },
    "ophthalmic-photography-image": {
        "00080023": "1",
        "0008002A": "1C",
        "00080033": "1",
        "00082112": "2C",
    },
    "ophthalmic-thickness-map": {
        "00080023": "1",
        "0008002A": "1",
        "00080033": "1",
        "00082112": "1C",
    },
    "ophthalmic-thickness-map-series": {
        "00081111": "1C",
    },
    "ophthalmic-tomography-b-scan-volume-analysis-series": {
        "00081111": "1C",
    },
    "ophthalmic-tomography-en-face-series": {
        "00081111": "1C",
    },
    "ophthalmic-tomography-image": {
        "0008002A": "1",
    },
    "ophthalmic-tomography-image-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
        "52009229/00081140": "2",
        "52009229/00089124/00082112": "2",
        "52009230/00081140": "2",
        "52009230/00089124/00082112": "2",
    },
    "ophthalmic-tomography-series": {
        "00081111": "1C",
    },
    "optical-surface-scanner-series": {
        "00081111": "1C",
    },
    "parametric-map-image": {
        "00700086/00080080": "1C",
        "00700086/00080082": "1C",
        "00700086/00401101": "1",
    },
    "parametric-map-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
        "52009229/00081140": "2",
        "52009229/00089124/00082112": "2",
        "52009230/00081140": "2",
        "52009230/00089124/00082112": "2",
    },
    "parametric-map-series": {
        "00081111": "1C",
    },
    "patient": {
        "00100020": "2",
        "00100026/00100020": "1",
        "00100027/00100020": "1",
        "00101002/00100020": "1",
    },
    "patient-positioning": {
        "0018991B/00189919": "1C",
    },
    "patient-study": {
        "00102203": "2C",
    },
    "pet-image": {
        "00080022": "2",
        "00080032": "2",
        "300A079F/300A0790/300A078F/00181000": "2",
    },
    "pet-series": {
        "00080021": "1",
        "00080031": "1",
    },
    "photoacoustic-image": {
        "0008002A": "1",
    },
    "photoacoustic-image-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
        "52009229/00081140": "2",
        "52009229/00089124/00082112": "2",
        "52009230/00081140": "2",
        "52009230/00089124/00082112": "2",
    },
    "photoacoustic-reconstruction": {
        "00189832/00081140": "1C",
    },
    "presentation-state-blending": {
        "00700402/00081115/00081140": "1",
        "00700402/00283110/00081140": "1C",
    },
    "presentation-state-identification": {
        "00700086/00080080": "1C",
        "00700086/00080082": "1C",
        "00700086/00401101": "1",
    },
    "presentation-state-relationship": {
        "00081115/00081140": "1",
    },
    "protocol-approval": {
        "00440100/00080082": "1C",
        "00440100/00440103/00080080": "2",
        "00440100/00440103/00080082": "2",
        "00440100/00440103/00081010": "2C",
        "00440100/00440103/00401101": "2C",
    },
    "protocol-context": {
        "00080012": "1",
        "00080013": "1",
        "00181030": "1",
        "0040A07C/00080080": "2",
        "0040A07C/00080082": "2",
        "00700084": "1",
        "00700086/00080080": "1C",
        "00700086/00080082": "1C",
        "00700086/00401101": "1",
    },
    "radiotherapy-common-instance": {
        "00080012": "1",
        "00080013": "1",
        "00080023": "1",
        "00080033": "1",
        "30100019/00080080": "2",
        "30100019/00080082": "2",
        "30100019/00081010": "2C",
        "30100019/00401101": "2C",
    },
    "raw-data": {
        "00080023": "1",
        "00080033": "1",
    },
    "real-world-value-mapping": {
        "00080023": "1",
        "00080033": "1",
        "00409094/00081140": "1",
        "00700086/00080080": "1C",
        "00700086/00080082": "1C",
        "00700086/00401101": "1",
    },
    "robotic-arm-delivery-device": {
        "300A0614/00181000": "2",
        "300A064D/00181000": "2",
    },
    "rt-beams": {
        "300A00B0/300800A1/00181000": "2",
        "300A00B0/300A00B2": "2",
    },
    "rt-beams-session-record": {
        "30080020/30080040/30080060/00081070": "2",
        "30080020/30080040/30080060/00081072/00080080": "1C",
        "30080020/30080040/30080060/00081072/00080082": "1C",
        "30080020/30080040/30080060/00081072/00401101": "1",
        "30080020/300800A1/00181000": "2",
        "30080020/300A0740/300A0743/00181000": "2",
        "30080020/300A0740/300A0746/00080080": "1C",
        "30080020/300A0740/300A0746/00080082": "1C",
        "30080020/300A0740/300A0746/00401101": "1",
        "30080020/300C0125/300C0128/00181000": "2",
    },
    "rt-brachy-application-setups": {
        "300A0206/300A00B2": "2",
    },
    "rt-brachy-session-record": {
        "30080100/30080105": "2",
        "30080110/30080130/30080160/30080060/00081070": "2",
        "30080110/30080130/30080160/30080060/00081072/00080080": "1C",
        "30080110/30080130/30080160/30080060/00081072/00080082": "1C",
        "30080110/30080130/30080160/30080060/00081072/00401101": "1",
        "30080110/30080130/30080171/30080173/30080060/00081070": "2",
        "30080110/30080130/30080171/30080173/30080060/00081072/00080080": "1C",
        "30080110/30080130/30080171/30080173/30080060/00081072/00080082": "1C",
        "30080110/30080130/30080171/30080173/30080060/00081072/00401101": "1",
    },
    "rt-delivery-device-common": {
        "300A063A/00181000": "2",
        "300A0686/00181000": "2",
    },
    "rt-dose": {
        "300C0116/00081140": "1C",
        "300C0116/30100077": "2",
    },
    "rt-enhanced-prescription": {
        "3010006B/30100076/00081110": "1",
    },
    "rt-general-plan": {
        "300A0006": "2",
        "300A0007": "2",
    },
    "rt-general-treatment-record": {
        "30080250": "2",
        "30080251": "2",
    },
    "rt-image": {
        "300800A1/00181000": "2",
    },
    "rt-ion-beams": {
        "300A03A2/300800A1/00181000": "2",
        "300A03A2/300A00B2": "2",
    },
    "rt-ion-beams-session-record": {
        "30080021/30080041/30080060/00081070": "2",
        "30080021/30080041/30080060/00081072/00080080": "1C",
        "30080021/30080041/30080060/00081072/00080082": "1C",
        "30080021/30080041/30080060/00081072/00401101": "1",
        "30080021/300800A1/00181000": "2",
        "30080021/300A0740/300A0743/00181000": "2",
        "30080021/300A0740/300A0746/00080080": "1C",
        "30080021/300A0740/300A0746/00080082": "1C",
        "30080021/300A0740/300A0746/00401101": "1",
    },
    "rt-patient-position-acquisition-device": {
        "30020117/00181000": "2",
        "300A0614/00181000": "2",
        "300A064D/00181000": "2",
        "300A0671/00181000": "2",
        "300A0686/00181000": "2",
    },
    "rt-patient-position-acquisition-instruction": {
        "30020118/3002011A/30020127/00189556/00181000": "2",
        "30020118/3002011A/30020132/00081110": "1",
    },
    "rt-patient-setup": {
        "300A0180/300A079F/300A0790/300A078F/00181000": "2",
    },
    "rt-physician-intent": {
        "00700086/00080080": "1C",
        "00700086/00080082": "1C",
        "00700086/00401101": "1",
        "30100057/30100056": "2",
        "30100057/3010005F/00081110": "1",
        "30100057/30100077": "1",
    },
    "rt-radiation-common": {
        "00700086/00080080": "1C",
        "00700086/00080082": "1C",
        "00700086/00401101": "1",
    },
    "rt-radiation-record-common": {
        "00700086/00080080": "1C",
        "00700086/00080082": "1C",
        "00700086/00401101": "1",
        "300A0731/30080060/00081072": "1",
        "300A0731/30080060/00081072/00080080": "2",
        "300A0731/30080060/00081072/00080082": "2",
        "300A0731/30080060/00081072/00081010": "2C",
        "300A0731/30080060/00081072/00401101": "2C",
        "300A073F/00440103/00080080": "2",
        "300A073F/00440103/00080082": "2",
        "300A073F/00440103/00081010": "2C",
        "300A073F/00440103/00401101": "2C",
        "300A0740/300A0743/00181000": "2",
        "300A0740/300A0746/00080080": "1C",
        "300A0740/300A0746/00080082": "1C",
        "300A0740/300A0746/00401101": "1",
    },
    "rt-radiation-record-set": {
        "00700086/00080080": "1C",
        "00700086/00080082": "1C",
        "00700086/00401101": "1",
    },
    "rt-radiation-set": {
        "00700086/00080080": "1C",
        "00700086/00080082": "1C",
        "00700086/00401101": "1",
    },
    "rt-radiation-set-delivery-instruction": {
        "300A063A/00181000": "2",
        "300A0787/00440103/00080080": "2",
        "300A0787/00440103/00080082": "2",
        "300A0787/00440103/00081010": "2C",
        "300A0787/00440103/00401101": "2C",
    },
    "rt-roi-observations": {
        "30060080/3006004E/00080080": "2",
        "30060080/3006004E/00080082": "2",
        "30060080/3006004E/00081010": "2C",
        "30060080/3006004E/00401101": "2C",
    },
    "rt-segment-annotation": {
        "00700086/00080080": "1C",
        "00700086/00080082": "1C",
        "00700086/00401101": "1",
        "3010002A/30100026/00181000": "2",
    },
    "rt-series": {
        "00081070": "2",
        "00081072/00080080": "1C",
        "00081072/00080082": "1C",
        "00081072/00401101": "1",
    },
    "rt-treatment-machine-record": {
        "300A0206/00080080": "2",
        "300A0206/00181000": "2",
        "300A0206/300A00B2": "2",
    },
    "rt-treatment-phase-intent": {
        "3010004B/3010004C": "2",
        "3010004B/3010004D": "2",
    },
    "rt-treatment-preparation": {
        "300A0790/300A078F/00181000": "2",
    },
    "rt-treatment-summary-record": {
        "30080054": "2",
        "30080056": "2",
        "30080220/30080240/30080250": "2",
        "30080220/30080240/30080251": "2",
    },
    "scan-procedure": {
        "0008002A": "1",
    },
    "segmentation-image": {
        "00620002/00700086/00080080": "1C",
        "00620002/00700086/00080082": "1C",
        "00620002/00700086/00401101": "1",
        "00700086/00080080": "1C",
        "00700086/00080082": "1C",
        "00700086/00401101": "1",
    },
    "segmentation-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
        "52009229/00089124/00082112": "2",
        "52009230/00089124/00082112": "2",
    },
    "segmentation-series": {
        "00081111": "1C",
    },
    "slide-label": {
        "22000002": "2",
        "22000005": "2",
    },
    "softcopy-voi-lut": {
        "00283110/00081140": "1C",
    },
    "sop-common": {
        "0018A001/00081072/00080080": "1C",
        "0018A001/00081072/00080082": "1C",
        "0018A001/00081072/00401101": "1",
    },
    "sparse-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
    },
    "spatial-fiducials": {
        "00080023": "1",
        "00080033": "1",
        "00700086/00080080": "1C",
        "00700086/00080082": "1C",
        "00700086/00401101": "1",
        "0070031C/00081140": "1C",
        "0070031C/0070031E/00700318/00081140": "1",
    },
    "spatial-registration": {
        "00080023": "1",
        "00080033": "1",
        "00700086/00080080": "1C",
        "00700086/00080082": "1C",
        "00700086/00401101": "1",
        "00700308/00081140": "1C",
    },
    "sr-document-content": {
        "0040A032": "1C",
        "0040A730": "1C",
    },
    "sr-document-general": {
        "00080023": "1",
        "00080033": "1",
        "0040A073": "1C",
        "0040A078/00080080": "2",
        "0040A078/00080082": "2",
        "0040A078/00081010": "2C",
        "0040A078/00401101": "2C",
        "0040A07A/00080080": "2",
        "0040A07A/00080082": "2",
        "0040A07A/00081010": "2C",
        "0040A07A/00401101": "2C",
        "0040A07C/00080080": "2",
        "0040A07C/00080082": "2",
        "0040A370/00081110": "2",
        "0040A370/00321060": "2",
    },
    "sr-document-series": {
        "00081111": "2",
    },
    "structure-set": {
        "30060020/3006004D/00080080": "2",
        "30060020/3006004D/00080082": "2",
        "30060020/3006004D/00081010": "2C",
        "30060020/3006004D/00401101": "2C",
        "3006004C/00080021": "1",
        "3006004C/00080031": "1",
    },
    "structured-display": {
        "00700086/00080080": "1C",
        "00700086/00080082": "1C",
        "00700086/00401101": "1",
    },
    "structured-display-image-box": {
        "00720422/00081140": "2C",
    },
    "subjective-refraction-measurements-series": {
        "00081111": "1C",
    },
    "surface-segmentation": {
        "00080023": "1",
        "00080033": "1",
        "00620002/00700086/00080080": "1C",
        "00620002/00700086/00080082": "1C",
        "00620002/00700086/00401101": "1",
        "00700086/00080080": "1C",
        "00700086/00080082": "1C",
        "00700086/00401101": "1",
    },
    "tomotherapeutic-delivery-device": {
        "300A064D/00181000": "2",
    },
    "tractography-results": {
        "00080023": "1",
        "00080033": "1",
        "00700086/00080080": "1C",
        "00700086/00080082": "1C",
        "00700086/00401101": "1",
    },
    "tractography-results-series": {
        "00081111": "1C",
    },
    "us-image": {
        "0008002A": "1C",
        "00185011/00181000": "2",
    },
    "variable-modality-lut": {
        "00283001/00081140": "1",
    },
    "visual-acuity-measurements-series": {
        "00081111": "1C",
    },
    "visual-field-static-perimetry-measurements-series": {
        "00081111": "1C",
    },
    "vl-image": {
        "00080033": "1C",
        "00081140": "1C",
    },
    "vl-whole-slide-microscopy-image-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
        "52009229/00081140": "2",
        "52009229/00089124/00082112": "2",
        "52009230/00081140": "2",
        "52009230/00089124/00082112": "2",
    },
    "volume-cropping": {
        "00701301/00081140": "1C",
    },
    "volumetric-presentation-state-identification": {
        "00700086/00080080": "1C",
        "00700086/00080082": "1C",
        "00700086/00401101": "1",
    },
    "volumetric-presentation-state-relationship": {
        "0070120A/00081140": "1C",
    },
    "waveform-annotation": {
        "0040B020": "1",
    },
    "waveform-identification": {
        "00080023": "1",
        "0008002A": "1",
        "00080033": "1",
    },
    "whole-slide-microscopy-image": {
        "0008002A": "1",
    },
    "whole-slide-microscopy-series": {
        "00081111": "1C",
    },
    "x-ray-3d-angiographic-acquisition": {
        "00189507/00082112": "1C",
        "00189507/00180010": "1C",
        "00189507/00189516": "1C",
        "00189507/00189517": "1C",
    },
    "x-ray-3d-angiographic-image-contributing-sources": {
        "00189506/0008002A": "1C",
        "00189506/00081010": "1C",
        "00189506/00081070": "1C",
        "00189506/00081072": "1C",
        "00189506/00081072/00080080": "1C",
        "00189506/00081072/00080082": "1C",
        "00189506/00081072/00401101": "1",
        "00189506/00181000": "1C",
        "00189506/00181030": "1C",
        "00189506/00181400": "1C",
    },
    "x-ray-3d-angiographic-image-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
        "52009229/00081140": "2",
        "52009229/00089124/00082112": "2",
        "52009230/00081140": "2",
        "52009230/00089124/00082112": "2",
    },
    "x-ray-3d-craniofacial-acquisition": {
        "00189507/00082112": "1C",
        "00189507/00180010": "1C",
        "00189507/00189516": "1C",
        "00189507/00189517": "1C",
    },
    "x-ray-3d-craniofacial-image-contributing-sources": {
        "00189506/0008002A": "1C",
        "00189506/00081010": "1C",
        "00189506/00081070": "1C",
        "00189506/00081072": "1C",
        "00189506/00081072/00080080": "1C",
        "00189506/00081072/00080082": "1C",
        "00189506/00081072/00401101": "1",
        "00189506/00181000": "1C",
        "00189506/00181030": "1C",
        "00189506/00181400": "1C",
    },
    "x-ray-3d-craniofacial-image-multi-frame-functional-groups": {
        "00080023": "1",
        "00080033": "1",
        "52009229/00081140": "2",
        "52009229/00089124/00082112": "2",
        "52009230/00081140": "2",
        "52009230/00089124/00082112": "2",
    },
    "x-ray-image": {
        "00081140": "1C",
    },
    "xa-xrf-presentation-state-mask": {
        "00286100/00081140": "1C",
    },
    "xa-xrf-presentation-state-presentation": {
        "00289505/00081140": "1C",
    },
    "xa-xrf-presentation-state-shutter": {
        "00189472/00081140": "1C",
    },
    "xa-xrf-series": {
        "00081111": "1C",
    },
}

CLASSES: dict[str, str] = {
    "1.2.840.10008.1.3.10": (""),
    "1.2.840.10008.5.1.4.1.1.1": (
        "contrast-bolus general-image general-series general-study patient patient-study sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.1.1": (
        ""
        "acquisition-context "
        "contrast-bolus "
        "dx-series "
        "general-image "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.1.1.1": (
        ""
        "acquisition-context "
        "contrast-bolus "
        "dx-series "
        "general-image "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.1.2": (
        ""
        "acquisition-context "
        "contrast-bolus "
        "dx-series "
        "general-image "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.1.2.1": (
        ""
        "acquisition-context "
        "contrast-bolus "
        "dx-series "
        "general-image "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.1.3": (
        ""
        "acquisition-context "
        "contrast-bolus "
        "dx-series "
        "general-image "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.1.3.1": (
        ""
        "acquisition-context "
        "contrast-bolus "
        "dx-series "
        "general-image "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.104.1": ("encapsulated-document general-study patient patient-study sop-common "),
    "1.2.840.10008.5.1.4.1.1.104.2": ("encapsulated-document general-study patient patient-study sop-common "),
    "1.2.840.10008.5.1.4.1.1.104.3": (
        "encapsulated-document enhanced-general-equipment general-study patient patient-study sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.104.4": (
        "encapsulated-document enhanced-general-equipment general-study patient patient-study sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.104.5": (
        "encapsulated-document enhanced-general-equipment general-study patient patient-study sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.11.1": (
        ""
        "displayed-area "
        "general-series "
        "general-study "
        "graphic-annotation "
        "patient "
        "patient-study "
        "presentation-state-identification "
        "presentation-state-relationship "
        "softcopy-voi-lut "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.11.10": (
        ""
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "graphic-annotation "
        "patient "
        "patient-study "
        "sop-common "
        "volume-cropping "
        "volumetric-presentation-state-identification "
        "volumetric-presentation-state-relationship "
    ),
    "1.2.840.10008.5.1.4.1.1.11.11": (
        ""
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "graphic-annotation "
        "patient "
        "patient-study "
        "sop-common "
        "volume-cropping "
        "volumetric-presentation-state-identification "
        "volumetric-presentation-state-relationship "
    ),
    "1.2.840.10008.5.1.4.1.1.11.12": (
        ""
        "displayed-area "
        "general-series "
        "general-study "
        "graphic-annotation "
        "patient "
        "patient-study "
        "presentation-state-identification "
        "presentation-state-relationship "
        "softcopy-voi-lut "
        "sop-common "
        "variable-modality-lut "
    ),
    "1.2.840.10008.5.1.4.1.1.11.2": (
        ""
        "displayed-area "
        "general-series "
        "general-study "
        "graphic-annotation "
        "patient "
        "patient-study "
        "presentation-state-identification "
        "presentation-state-relationship "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.11.3": (
        ""
        "displayed-area "
        "general-series "
        "general-study "
        "graphic-annotation "
        "patient "
        "patient-study "
        "presentation-state-identification "
        "presentation-state-relationship "
        "softcopy-voi-lut "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.11.4": (
        ""
        "displayed-area "
        "general-series "
        "general-study "
        "graphic-annotation "
        "patient "
        "patient-study "
        "presentation-state-blending "
        "presentation-state-identification "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.11.5": (
        ""
        "displayed-area "
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "graphic-annotation "
        "patient "
        "patient-study "
        "presentation-state-identification "
        "presentation-state-relationship "
        "softcopy-voi-lut "
        "sop-common "
        "xa-xrf-presentation-state-mask "
        "xa-xrf-presentation-state-presentation "
        "xa-xrf-presentation-state-shutter "
    ),
    "1.2.840.10008.5.1.4.1.1.11.6": (
        ""
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "graphic-annotation "
        "patient "
        "patient-study "
        "sop-common "
        "volume-cropping "
        "volumetric-presentation-state-identification "
        "volumetric-presentation-state-relationship "
    ),
    "1.2.840.10008.5.1.4.1.1.11.7": (
        ""
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "graphic-annotation "
        "patient "
        "patient-study "
        "sop-common "
        "volume-cropping "
        "volumetric-presentation-state-identification "
        "volumetric-presentation-state-relationship "
    ),
    "1.2.840.10008.5.1.4.1.1.11.8": (
        ""
        "advanced-blending-presentation-state "
        "displayed-area "
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "graphic-annotation "
        "patient "
        "patient-study "
        "presentation-state-identification "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.11.9": (
        ""
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "graphic-annotation "
        "patient "
        "patient-study "
        "sop-common "
        "volume-cropping "
        "volumetric-presentation-state-identification "
        "volumetric-presentation-state-relationship "
    ),
    "1.2.840.10008.5.1.4.1.1.12.1": (
        "contrast-bolus general-image general-series general-study patient patient-study sop-common x-ray-image "
    ),
    "1.2.840.10008.5.1.4.1.1.12.1.1": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "enhanced-xa-image-multi-frame-functional-groups "
        "enhanced-xa-xrf-image "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "xa-xrf-series "
    ),
    "1.2.840.10008.5.1.4.1.1.12.2": (
        "contrast-bolus general-image general-series general-study patient patient-study sop-common x-ray-image "
    ),
    "1.2.840.10008.5.1.4.1.1.12.2.1": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "enhanced-xa-xrf-image "
        "enhanced-xrf-image-multi-frame-functional-groups "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "xa-xrf-series "
    ),
    "1.2.840.10008.5.1.4.1.1.128": (
        ""
        "acquisition-context "
        "general-image "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "pet-image "
        "pet-series "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.128.1": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "enhanced-pet-image "
        "enhanced-pet-series "
        "general-series "
        "general-study "
        "legacy-converted-enhanced-pet-image-multi-frame-functional-groups "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.13.1.1": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "enhanced-series "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "x-ray-3d-angiographic-acquisition "
        "x-ray-3d-angiographic-image-contributing-sources "
        "x-ray-3d-angiographic-image-multi-frame-functional-groups "
    ),
    "1.2.840.10008.5.1.4.1.1.13.1.2": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "enhanced-series "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "x-ray-3d-craniofacial-acquisition "
        "x-ray-3d-craniofacial-image-contributing-sources "
        "x-ray-3d-craniofacial-image-multi-frame-functional-groups "
    ),
    "1.2.840.10008.5.1.4.1.1.13.1.3": (
        ""
        "acquisition-context "
        "breast-tomosynthesis-acquisition "
        "breast-tomosynthesis-contributing-sources "
        "breast-tomosynthesis-image-multi-frame-functional-groups "
        "enhanced-general-equipment "
        "enhanced-mammography-series "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.13.1.4": (
        ""
        "acquisition-context "
        "breast-projection-x-ray-image-multi-frame-functional-groups "
        "dx-series "
        "enhanced-general-equipment "
        "enhanced-mammography-image "
        "enhanced-mammography-series "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.13.1.5": (
        ""
        "acquisition-context "
        "breast-projection-x-ray-image-multi-frame-functional-groups "
        "dx-series "
        "enhanced-general-equipment "
        "enhanced-mammography-image "
        "enhanced-mammography-series "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.130": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "enhanced-pet-image "
        "enhanced-pet-image-multi-frame-functional-groups "
        "enhanced-pet-series "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.131": (
        ""
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "structured-display "
        "structured-display-image-box "
    ),
    "1.2.840.10008.5.1.4.1.1.14.1": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "intravascular-oct-image "
        "intravascular-oct-series "
        "intravascular-optical-coherence-tomography-image-multi-frame-functional-groups "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.14.2": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "intravascular-oct-image "
        "intravascular-oct-series "
        "intravascular-optical-coherence-tomography-image-multi-frame-functional-groups "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.2": (
        "contrast-bolus ct-image general-image general-series general-study patient patient-study sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.2.1": (
        ""
        "acquisition-context "
        "ct-series "
        "enhanced-ct-image "
        "enhanced-ct-image-multi-frame-functional-groups "
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.2.2": (
        ""
        "acquisition-context "
        "contrast-bolus "
        "ct-series "
        "enhanced-ct-image "
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "legacy-converted-enhanced-ct-image-multi-frame-functional-groups "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.20": (
        "acquisition-context general-image general-series general-study patient patient-study sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.200.1": (
        "enhanced-general-equipment instructions patient-positioning protocol-context sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.200.2": (
        ""
        "enhanced-general-equipment "
        "enhanced-series "
        "general-series "
        "general-study "
        "instructions "
        "patient "
        "patient-positioning "
        "patient-study "
        "protocol-context "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.200.3": ("enhanced-general-equipment protocol-approval sop-common "),
    "1.2.840.10008.5.1.4.1.1.200.7": (
        "enhanced-general-equipment instructions patient-positioning protocol-context sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.200.8": (
        ""
        "enhanced-general-equipment "
        "enhanced-series "
        "general-series "
        "general-study "
        "instructions "
        "patient "
        "patient-positioning "
        "patient-study "
        "protocol-context "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.201.1": ("inventory sop-common "),
    "1.2.840.10008.5.1.4.1.1.3.1": (
        "contrast-bolus general-image general-series general-study patient patient-study sop-common us-image "
    ),
    "1.2.840.10008.5.1.4.1.1.30": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "general-image "
        "general-series "
        "general-study "
        "parametric-map-image "
        "parametric-map-multi-frame-functional-groups "
        "parametric-map-series "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.4": (
        "contrast-bolus general-image general-series general-study mr-image patient patient-study sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.4.1": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "enhanced-mr-image "
        "enhanced-mr-image-multi-frame-functional-groups "
        "general-series "
        "general-study "
        "mr-series "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.4.2": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "mr-series "
        "mr-spectroscopy "
        "mr-spectroscopy-multi-frame-functional-groups "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.4.3": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "enhanced-mr-color-image-multi-frame-functional-groups "
        "enhanced-mr-image "
        "general-series "
        "general-study "
        "mr-series "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.4.4": (
        ""
        "acquisition-context "
        "contrast-bolus "
        "enhanced-general-equipment "
        "enhanced-mr-image "
        "general-series "
        "general-study "
        "legacy-converted-enhanced-mr-image-multi-frame-functional-groups "
        "mr-series "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.481.1": (
        "approval contrast-bolus general-image general-study patient patient-study rt-image rt-series sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.481.10": (
        ""
        "enhanced-general-equipment "
        "enhanced-rt-series "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "radiotherapy-common-instance "
        "rt-enhanced-prescription "
        "rt-physician-intent "
        "rt-treatment-phase-intent "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.481.11": (
        ""
        "enhanced-general-equipment "
        "enhanced-rt-series "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "radiotherapy-common-instance "
        "rt-segment-annotation "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.481.12": (
        ""
        "enhanced-general-equipment "
        "enhanced-rt-series "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "radiotherapy-common-instance "
        "rt-radiation-set "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.481.13": (
        ""
        "c-arm-photon-electron-delivery-device "
        "enhanced-general-equipment "
        "enhanced-rt-series "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "radiotherapy-common-instance "
        "rt-delivery-device-common "
        "rt-radiation-common "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.481.14": (
        ""
        "enhanced-general-equipment "
        "enhanced-rt-series "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "radiotherapy-common-instance "
        "rt-delivery-device-common "
        "rt-radiation-common "
        "sop-common "
        "tomotherapeutic-delivery-device "
    ),
    "1.2.840.10008.5.1.4.1.1.481.15": (
        ""
        "enhanced-general-equipment "
        "enhanced-rt-series "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "radiotherapy-common-instance "
        "robotic-arm-delivery-device "
        "rt-delivery-device-common "
        "rt-radiation-common "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.481.16": (
        ""
        "enhanced-general-equipment "
        "enhanced-rt-series "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "radiotherapy-common-instance "
        "rt-radiation-record-set "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.481.17": (
        ""
        "enhanced-general-equipment "
        "enhanced-rt-series "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "radiotherapy-common-instance "
        "rt-delivery-device-common "
        "rt-radiation-record-common "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.481.18": (
        ""
        "enhanced-general-equipment "
        "enhanced-rt-series "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "radiotherapy-common-instance "
        "rt-delivery-device-common "
        "rt-radiation-record-common "
        "sop-common "
        "tomotherapeutic-delivery-device "
    ),
    "1.2.840.10008.5.1.4.1.1.481.19": (
        ""
        "c-arm-photon-electron-delivery-device "
        "enhanced-general-equipment "
        "enhanced-rt-series "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "radiotherapy-common-instance "
        "rt-delivery-device-common "
        "rt-radiation-record-common "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.481.2": (
        "general-image general-study patient patient-study rt-dose rt-series sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.481.20": (
        ""
        "enhanced-general-equipment "
        "enhanced-rt-series "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "radiotherapy-common-instance "
        "robotic-arm-delivery-device "
        "rt-delivery-device-common "
        "rt-radiation-record-common "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.481.21": (
        ""
        "enhanced-general-equipment "
        "enhanced-rt-series "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "radiotherapy-common-instance "
        "rt-radiation-set-delivery-instruction "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.481.22": (
        ""
        "enhanced-general-equipment "
        "enhanced-rt-series "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "radiotherapy-common-instance "
        "rt-treatment-preparation "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.481.23": (
        ""
        "enhanced-general-equipment "
        "enhanced-rt-image-device "
        "enhanced-rt-image-multi-frame-functional-groups "
        "enhanced-rt-series "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "radiotherapy-common-instance "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.481.24": (
        ""
        "enhanced-general-equipment "
        "enhanced-rt-image-device "
        "enhanced-rt-series "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "radiotherapy-common-instance "
        "sop-common "
        "sparse-multi-frame-functional-groups "
    ),
    "1.2.840.10008.5.1.4.1.1.481.25": (
        ""
        "enhanced-general-equipment "
        "enhanced-rt-series "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "radiotherapy-common-instance "
        "rt-patient-position-acquisition-device "
        "rt-patient-position-acquisition-instruction "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.481.3": (
        "approval general-study patient patient-study rt-roi-observations rt-series sop-common structure-set "
    ),
    "1.2.840.10008.5.1.4.1.1.481.4": (
        ""
        "general-study "
        "patient "
        "patient-study "
        "rt-beams-session-record "
        "rt-general-treatment-record "
        "rt-patient-setup "
        "rt-series "
        "rt-treatment-machine-record "
        "rt-treatment-summary-record "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.481.5": (
        ""
        "approval "
        "general-study "
        "patient "
        "patient-study "
        "rt-beams "
        "rt-brachy-application-setups "
        "rt-general-plan "
        "rt-patient-setup "
        "rt-series "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.481.6": (
        ""
        "general-study "
        "patient "
        "patient-study "
        "rt-brachy-session-record "
        "rt-general-treatment-record "
        "rt-patient-setup "
        "rt-series "
        "rt-treatment-machine-record "
        "rt-treatment-summary-record "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.481.7": (
        ""
        "general-study "
        "patient "
        "patient-study "
        "rt-general-treatment-record "
        "rt-series "
        "rt-treatment-summary-record "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.481.8": (
        ""
        "approval "
        "general-study "
        "patient "
        "patient-study "
        "rt-general-plan "
        "rt-ion-beams "
        "rt-patient-setup "
        "rt-series "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.481.9": (
        ""
        "general-study "
        "patient "
        "patient-study "
        "rt-general-treatment-record "
        "rt-ion-beams-session-record "
        "rt-patient-setup "
        "rt-series "
        "rt-treatment-machine-record "
        "rt-treatment-summary-record "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.6.1": (
        "contrast-bolus general-image general-series general-study patient patient-study sop-common us-image "
    ),
    "1.2.840.10008.5.1.4.1.1.6.2": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "enhanced-us-image "
        "enhanced-us-series "
        "enhanced-us-volume-multi-frame-functional-groups "
        "general-image "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.6.3": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "enhanced-series "
        "general-image "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "photoacoustic-image "
        "photoacoustic-image-multi-frame-functional-groups "
        "photoacoustic-reconstruction "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.66": (
        "acquisition-context general-series general-study patient patient-study raw-data sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.66.1": (
        "general-series general-study patient patient-study sop-common spatial-registration "
    ),
    "1.2.840.10008.5.1.4.1.1.66.2": (
        "general-series general-study patient patient-study sop-common spatial-fiducials "
    ),
    "1.2.840.10008.5.1.4.1.1.66.3": (
        ""
        "deformable-spatial-registration "
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.66.4": (
        ""
        "enhanced-general-equipment "
        "general-image "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "segmentation-image "
        "segmentation-multi-frame-functional-groups "
        "segmentation-series "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.66.5": (
        ""
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "segmentation-series "
        "sop-common "
        "surface-segmentation "
    ),
    "1.2.840.10008.5.1.4.1.1.66.6": (
        ""
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "tractography-results "
        "tractography-results-series "
    ),
    "1.2.840.10008.5.1.4.1.1.66.7": (
        ""
        "enhanced-general-equipment "
        "general-image "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "segmentation-image "
        "segmentation-multi-frame-functional-groups "
        "segmentation-series "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.66.8": (
        ""
        "enhanced-general-equipment "
        "general-image "
        "general-series "
        "general-study "
        "height-map-segmentation-image "
        "height-map-segmentation-multi-frame-functional-groups "
        "patient "
        "patient-study "
        "segmentation-series "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.67": (
        "general-series general-study patient patient-study real-world-value-mapping sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.68.1": (
        ""
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "optical-surface-scanner-series "
        "patient "
        "patient-study "
        "scan-procedure "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.68.2": (
        ""
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "optical-surface-scanner-series "
        "patient "
        "patient-study "
        "scan-procedure "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.7": ("general-image general-series general-study patient patient-study sop-common "),
    "1.2.840.10008.5.1.4.1.1.7.1": ("general-image general-series general-study patient patient-study sop-common "),
    "1.2.840.10008.5.1.4.1.1.7.2": (
        ""
        "general-image "
        "general-series "
        "general-study "
        "multi-frame-grayscale-byte-secondary-capture-image-multi-frame-functional-groups "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.7.3": (
        ""
        "general-image "
        "general-series "
        "general-study "
        "multi-frame-grayscale-word-secondary-capture-image-multi-frame-functional-groups "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.7.4": (
        ""
        "general-image "
        "general-series "
        "general-study "
        "multi-frame-true-color-secondary-capture-image-multi-frame-functional-groups "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.77.1.1": (
        "acquisition-context general-image general-series general-study patient patient-study sop-common vl-image "
    ),
    "1.2.840.10008.5.1.4.1.1.77.1.1.1": (
        "acquisition-context general-image general-series general-study patient patient-study sop-common vl-image "
    ),
    "1.2.840.10008.5.1.4.1.1.77.1.2": (
        "acquisition-context general-image general-series general-study patient patient-study sop-common vl-image "
    ),
    "1.2.840.10008.5.1.4.1.1.77.1.2.1": (
        "acquisition-context general-image general-series general-study patient patient-study sop-common vl-image "
    ),
    "1.2.840.10008.5.1.4.1.1.77.1.3": (
        "acquisition-context general-image general-series general-study patient patient-study sop-common vl-image "
    ),
    "1.2.840.10008.5.1.4.1.1.77.1.4": (
        "acquisition-context general-image general-series general-study patient patient-study sop-common vl-image "
    ),
    "1.2.840.10008.5.1.4.1.1.77.1.4.1": (
        "acquisition-context general-image general-series general-study patient patient-study sop-common vl-image "
    ),
    "1.2.840.10008.5.1.4.1.1.77.1.5.1": (
        ""
        "acquisition-context "
        "general-image "
        "general-series "
        "general-study "
        "ophthalmic-photography-image "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.77.1.5.2": (
        ""
        "acquisition-context "
        "general-image "
        "general-series "
        "general-study "
        "ophthalmic-photography-image "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.77.1.5.3": ("general-series general-study patient patient-study sop-common "),
    "1.2.840.10008.5.1.4.1.1.77.1.5.4": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "ophthalmic-tomography-image "
        "ophthalmic-tomography-image-multi-frame-functional-groups "
        "ophthalmic-tomography-series "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.77.1.5.5": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "general-image "
        "general-series "
        "general-study "
        "ophthalmic-photography-image "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.77.1.5.6": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "general-image "
        "general-series "
        "general-study "
        "ophthalmic-photography-image "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.77.1.5.7": (
        ""
        "enhanced-general-equipment "
        "general-image "
        "general-series "
        "general-study "
        "ophthalmic-optical-coherence-tomography-en-face-image "
        "ophthalmic-tomography-en-face-series "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.77.1.5.8": (
        ""
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "ophthalmic-optical-coherence-tomography-b-scan-volume-analysis-image "
        "ophthalmic-optical-coherence-tomography-b-scan-volume-analysis-multi-frame-functional-groups "
        "ophthalmic-tomography-b-scan-volume-analysis-series "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.77.1.6": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "general-image "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "slide-label "
        "sop-common "
        "vl-whole-slide-microscopy-image-multi-frame-functional-groups "
        "whole-slide-microscopy-image "
        "whole-slide-microscopy-series "
    ),
    "1.2.840.10008.5.1.4.1.1.77.1.7": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "general-image "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "vl-image "
    ),
    "1.2.840.10008.5.1.4.1.1.77.1.8": (
        ""
        "acquisition-context "
        "confocal-microscopy-image-multi-frame-functional-groups "
        "enhanced-general-equipment "
        "general-image "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.77.1.9": (
        ""
        "acquisition-context "
        "confocal-microscopy-tiled-pyramidal-image-multi-frame-functional-groups "
        "enhanced-general-equipment "
        "general-image "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.78.1": (
        ""
        "enhanced-general-equipment "
        "general-ophthalmic-refractive-measurements "
        "general-series "
        "general-study "
        "lensometry-measurements-series "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.78.2": (
        ""
        "autorefraction-measurements-series "
        "enhanced-general-equipment "
        "general-ophthalmic-refractive-measurements "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.78.3": (
        ""
        "enhanced-general-equipment "
        "general-ophthalmic-refractive-measurements "
        "general-series "
        "general-study "
        "keratometry-measurements-series "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.78.4": (
        ""
        "enhanced-general-equipment "
        "general-ophthalmic-refractive-measurements "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "subjective-refraction-measurements-series "
    ),
    "1.2.840.10008.5.1.4.1.1.78.5": (
        ""
        "enhanced-general-equipment "
        "general-ophthalmic-refractive-measurements "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "visual-acuity-measurements-series "
    ),
    "1.2.840.10008.5.1.4.1.1.78.6": (
        ""
        "enhanced-general-equipment "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "sr-document-content "
        "sr-document-general "
        "sr-document-series "
    ),
    "1.2.840.10008.5.1.4.1.1.78.7": (
        ""
        "enhanced-general-equipment "
        "general-ophthalmic-refractive-measurements "
        "general-series "
        "general-study "
        "ophthalmic-axial-measurements-series "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.78.8": (
        ""
        "enhanced-general-equipment "
        "general-ophthalmic-refractive-measurements "
        "general-series "
        "general-study "
        "intraocular-lens-calculations-series "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.79.1": (
        ""
        "enhanced-general-equipment "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "sr-document-content "
        "sr-document-general "
        "sr-document-series "
    ),
    "1.2.840.10008.5.1.4.1.1.80.1": (
        ""
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "visual-field-static-perimetry-measurements-series "
    ),
    "1.2.840.10008.5.1.4.1.1.81.1": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "general-image "
        "general-series "
        "general-study "
        "ophthalmic-thickness-map "
        "ophthalmic-thickness-map-series "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.82.1": (
        ""
        "acquisition-context "
        "corneal-topography-map-analysis "
        "corneal-topography-map-image "
        "corneal-topography-map-series "
        "enhanced-general-equipment "
        "general-image "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.88.11": (
        "general-study patient patient-study sop-common sr-document-content sr-document-general sr-document-series "
    ),
    "1.2.840.10008.5.1.4.1.1.88.22": (
        "general-study patient patient-study sop-common sr-document-content sr-document-general sr-document-series "
    ),
    "1.2.840.10008.5.1.4.1.1.88.33": (
        "general-study patient patient-study sop-common sr-document-content sr-document-general sr-document-series "
    ),
    "1.2.840.10008.5.1.4.1.1.88.34": (
        "general-study patient patient-study sop-common sr-document-content sr-document-general sr-document-series "
    ),
    "1.2.840.10008.5.1.4.1.1.88.35": (
        ""
        "enhanced-general-equipment "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "sr-document-content "
        "sr-document-general "
        "sr-document-series "
    ),
    "1.2.840.10008.5.1.4.1.1.88.40": (
        "general-study patient sop-common sr-document-content sr-document-general sr-document-series "
    ),
    "1.2.840.10008.5.1.4.1.1.88.50": (
        "general-study patient patient-study sop-common sr-document-content sr-document-general sr-document-series "
    ),
    "1.2.840.10008.5.1.4.1.1.88.59": (
        ""
        "general-study "
        "key-object-document "
        "key-object-document-series "
        "patient "
        "patient-study "
        "sop-common "
        "sr-document-content "
    ),
    "1.2.840.10008.5.1.4.1.1.88.65": (
        "general-study patient patient-study sop-common sr-document-content sr-document-general sr-document-series "
    ),
    "1.2.840.10008.5.1.4.1.1.88.67": (
        ""
        "enhanced-general-equipment "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "sr-document-content "
        "sr-document-general "
        "sr-document-series "
    ),
    "1.2.840.10008.5.1.4.1.1.88.68": (
        ""
        "enhanced-general-equipment "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "sr-document-content "
        "sr-document-general "
        "sr-document-series "
    ),
    "1.2.840.10008.5.1.4.1.1.88.69": (
        ""
        "enhanced-general-equipment "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "sr-document-content "
        "sr-document-general "
        "sr-document-series "
    ),
    "1.2.840.10008.5.1.4.1.1.88.70": (
        ""
        "enhanced-general-equipment "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "sr-document-content "
        "sr-document-general "
        "sr-document-series "
    ),
    "1.2.840.10008.5.1.4.1.1.88.71": (
        ""
        "enhanced-general-equipment "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "sr-document-content "
        "sr-document-general "
        "sr-document-series "
    ),
    "1.2.840.10008.5.1.4.1.1.88.72": (
        ""
        "enhanced-general-equipment "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "sr-document-content "
        "sr-document-general "
        "sr-document-series "
    ),
    "1.2.840.10008.5.1.4.1.1.88.73": (
        ""
        "enhanced-general-equipment "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "sr-document-content "
        "sr-document-general "
        "sr-document-series "
    ),
    "1.2.840.10008.5.1.4.1.1.88.74": (
        ""
        "enhanced-general-equipment "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "sr-document-content "
        "sr-document-general "
        "sr-document-series "
    ),
    "1.2.840.10008.5.1.4.1.1.88.75": (
        ""
        "enhanced-general-equipment "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "sr-document-content "
        "sr-document-general "
        "sr-document-series "
    ),
    "1.2.840.10008.5.1.4.1.1.88.76": (
        ""
        "enhanced-general-equipment "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "sr-document-content "
        "sr-document-general "
        "sr-document-series "
    ),
    "1.2.840.10008.5.1.4.1.1.88.77": (
        ""
        "enhanced-general-equipment "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "sr-document-content "
        "sr-document-general "
        "sr-document-series "
    ),
    "1.2.840.10008.5.1.4.1.1.9.1.1": (
        ""
        "acquisition-context "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "waveform-annotation "
        "waveform-identification "
    ),
    "1.2.840.10008.5.1.4.1.1.9.1.2": (
        ""
        "acquisition-context "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "waveform-annotation "
        "waveform-identification "
    ),
    "1.2.840.10008.5.1.4.1.1.9.1.3": (
        ""
        "acquisition-context "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "waveform-annotation "
        "waveform-identification "
    ),
    "1.2.840.10008.5.1.4.1.1.9.1.4": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "waveform-annotation "
        "waveform-identification "
    ),
    "1.2.840.10008.5.1.4.1.1.9.100.1": (
        ""
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "presentation-state-identification "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.9.100.2": (
        ""
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "presentation-state-identification "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.9.2.1": (
        ""
        "acquisition-context "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "waveform-annotation "
        "waveform-identification "
    ),
    "1.2.840.10008.5.1.4.1.1.9.3.1": (
        ""
        "acquisition-context "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "waveform-annotation "
        "waveform-identification "
    ),
    "1.2.840.10008.5.1.4.1.1.9.4.1": (
        ""
        "acquisition-context "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "waveform-annotation "
        "waveform-identification "
    ),
    "1.2.840.10008.5.1.4.1.1.9.4.2": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "waveform-annotation "
        "waveform-identification "
    ),
    "1.2.840.10008.5.1.4.1.1.9.5.1": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "waveform-annotation "
        "waveform-identification "
    ),
    "1.2.840.10008.5.1.4.1.1.9.6.1": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "waveform-annotation "
        "waveform-identification "
    ),
    "1.2.840.10008.5.1.4.1.1.9.6.2": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "waveform-annotation "
        "waveform-identification "
    ),
    "1.2.840.10008.5.1.4.1.1.9.7.1": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "waveform-annotation "
        "waveform-identification "
    ),
    "1.2.840.10008.5.1.4.1.1.9.7.2": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "waveform-annotation "
        "waveform-identification "
    ),
    "1.2.840.10008.5.1.4.1.1.9.7.3": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "waveform-annotation "
        "waveform-identification "
    ),
    "1.2.840.10008.5.1.4.1.1.9.7.4": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "waveform-annotation "
        "waveform-identification "
    ),
    "1.2.840.10008.5.1.4.1.1.9.8.1": (
        ""
        "acquisition-context "
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
        "waveform-annotation "
        "waveform-identification "
    ),
    "1.2.840.10008.5.1.4.1.1.90.1": (
        ""
        "content-assessment-results "
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.1.1.91.1": (
        ""
        "enhanced-general-equipment "
        "general-series "
        "general-study "
        "microscopy-bulk-simple-annotations "
        "microscopy-bulk-simple-annotations-series "
        "patient "
        "patient-study "
        "sop-common "
    ),
    "1.2.840.10008.5.1.4.34.10": (
        "enhanced-general-equipment general-series general-study patient patient-study sop-common "
    ),
    "1.2.840.10008.5.1.4.34.7": ("general-series general-study patient patient-study sop-common "),
    "1.2.840.10008.5.1.4.38.1": ("sop-common "),
    "1.2.840.10008.5.1.4.39.1": ("color-palette-definition sop-common "),
    "1.2.840.10008.5.1.4.43.1": ("sop-common "),
    "1.2.840.10008.5.1.4.44.1": ("sop-common "),
    "1.2.840.10008.5.1.4.45.1": ("sop-common "),
}
